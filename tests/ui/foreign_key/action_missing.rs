// What happens?
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, on_delete)]
    pub owner_id: Id<User>,
}

fn main() {}
