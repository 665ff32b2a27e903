// The child is a type, and must be in scope where the relation is declared.
use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
