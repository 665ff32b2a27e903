// An `Id` knows whose key it is.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

pub fn uses(item: Id<Item>) -> Id<User> {
    item
}

fn main() {}
