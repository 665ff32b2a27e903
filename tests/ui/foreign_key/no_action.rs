// Where nothing is deferred, `NO ACTION` is `RESTRICT` under another name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, on_delete = no_action)]
    pub owner_id: Id<User>,
}

fn main() {}
