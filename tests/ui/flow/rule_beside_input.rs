// The rule would look at what is stored, which the client has never seen.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: String), email)]
    pub email: String,
}

fn main() {}
