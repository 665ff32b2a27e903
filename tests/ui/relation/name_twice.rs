// Each relation is a method, and two methods cannot have one name.
use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID, items: Item::BUYER_ID))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
    #[field(server)]
    pub buyer_id: Id<User>,
}

fn main() {}
