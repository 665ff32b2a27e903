// Clients cannot send what clients cannot write.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(server, input(mail: String))]
    pub email: String,
}

fn main() {}
