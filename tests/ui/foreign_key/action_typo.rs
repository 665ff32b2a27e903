// A slip of the finger must not decide what is deleted.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, on_delete = cascde)]
    pub owner_id: Id<User>,
}

fn main() {}
