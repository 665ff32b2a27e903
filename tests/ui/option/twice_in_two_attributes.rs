// Several `#[field]` on one field count as one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(server)]
    #[field(server)]
    pub plan: String,
}

fn main() {}
