// The type says it already, and the two could differ.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, references = User)]
    pub owner_id: Id<User>,
}

fn main() {}
