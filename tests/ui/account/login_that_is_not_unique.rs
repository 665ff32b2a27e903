// Two accounts could have the same login.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(login, email)]
    pub email: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
