use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
}

fn main() {
    let _ = User::query().select((User::NAME, Item::TITLE));
}
