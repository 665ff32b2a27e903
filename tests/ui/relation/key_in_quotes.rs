// A path is written as a path, so that the editor can follow it and the compiler can check it.
use fivefold::prelude::*;

#[model(has_many(items: "Item::OWNER_ID"))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
