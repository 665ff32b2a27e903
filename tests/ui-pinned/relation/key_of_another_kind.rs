// A foreign key holds what the key it points to holds: a UUID never equals an integer.
use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct User {
    pub id: Id<User, i64>,
}

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

fn main() {}
