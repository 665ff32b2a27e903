// `set_default` differs between databases, so it is not supported.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, on_delete = reset)]
    pub owner_id: Id<User>,
}

fn main() {}
