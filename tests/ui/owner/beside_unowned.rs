use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model(unowned)]
pub struct Item {
    pub id: Id<Item>,
    #[field(owner)]
    pub made_by: Id<User>,
}

fn main() {}
