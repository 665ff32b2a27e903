// A foreign key is indexed, since a delete of the parent looks for it; a second index costs every insert.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, index)]
    pub owner_id: Id<User>,
}

fn main() {}
