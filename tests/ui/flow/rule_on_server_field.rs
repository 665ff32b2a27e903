// Rules guard what comes from outside; server code does not send its own mistakes back to itself as a 422.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(server, email)]
    pub email: String,
}

fn main() {}
