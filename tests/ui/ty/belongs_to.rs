// What a row stores of its parent is the key.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub owner: BelongsTo<User>,
}

fn main() {}
