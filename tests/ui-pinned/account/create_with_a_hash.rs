// A hash is made from a password, and never taken from a client.
use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
    #[field(input(password, len(8..=128)))]
    pub hashed_password: PasswordHash,
}

fn create(hash: PasswordHash) -> UserCreate {
    UserCreate::new("ann@example.com", hash)
}

fn main() {}
