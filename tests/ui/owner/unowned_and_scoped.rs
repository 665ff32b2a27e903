use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model(scoped, unowned)]
pub struct Item {
    pub id: Id<Item>,
    pub made_by: Id<User>,
}

fn main() {}
