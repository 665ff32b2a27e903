// There is nothing to check.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
}

fn main() {}
