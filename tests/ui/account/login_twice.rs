// An account is named by one text.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
    #[field(unique, login)]
    pub nick: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
