// Only a foreign key leads from one table to another.
use fivefold::prelude::*;

#[model(has_many(items: Item::TITLE))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
    #[field(server)]
    pub owner_id: Id<User>,
}

fn main() {}
