//! A query is asked for views of its own model.
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
