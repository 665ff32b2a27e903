// A relation is a question; without asking it nothing happens.
#![deny(unused_must_use)]

use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

pub fn uses(user: &User) {
    user.items();
}

fn main() {}
