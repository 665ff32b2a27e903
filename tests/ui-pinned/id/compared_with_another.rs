// Two keys of different tables are never the same, so comparing them is a mistake.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

pub fn uses(user: Id<User>, item: Id<Item>) -> bool {
    user == item
}

fn main() {}
