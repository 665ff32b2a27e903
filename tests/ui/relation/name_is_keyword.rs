// The relation becomes a method, and a keyword needs its prefix there.
use fivefold::prelude::*;

#[model(has_many(type: Item::OWNER_ID))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

fn main() {}
