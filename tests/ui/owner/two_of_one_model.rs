// The owner in one model is one row.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(owner)]
    pub made_by: Id<User>,
    #[field(owner)]
    pub sold_by: Id<User>,
}

fn main() {}
