// `Item::OWNER_ID` points to a user; a team has no items by it.
use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
pub struct Team {
    pub id: Id<Team>,
}

#[model]
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
