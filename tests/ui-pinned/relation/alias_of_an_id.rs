// The macro sees names, not types: behind an alias it finds no foreign key, and nothing would keep the row from pointing nowhere.
use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
}

type UserId = Id<User>;

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: UserId,
}

fn main() {}
