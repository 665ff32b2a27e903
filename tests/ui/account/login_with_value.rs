// An option that is only named.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login = true, email)]
    pub email: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
