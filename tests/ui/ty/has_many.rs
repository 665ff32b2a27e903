// The children are rows of another table; a row does not carry them.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub items: HasMany<Item>,
}

fn main() {}
