use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
pub struct User {
    pub id: Id<User>,
    pub items: i32,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub owner_id: Id<User>,
}

fn main() {}
