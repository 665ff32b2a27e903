//! A query returns views of its own model only.
use fivefold::prelude::*;

#[model(public(UserCard: id))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

fn main() {
    let _ = Item::query().view::<UserCard>();
}
