// Each model has its own public face.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

pub fn uses(item: Item) -> UserPublic {
    UserPublic::from(item)
}

fn main() {}
