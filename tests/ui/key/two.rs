// A row has one key: relations and `get` go through it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(id)]
    pub email: String,
}

fn main() {}
