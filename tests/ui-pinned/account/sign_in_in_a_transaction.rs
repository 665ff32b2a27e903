// A transaction would keep its connection for as long as the hash takes.
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

async fn sign_in(tx: &Tx, password: &Password) -> fivefold::Result<Option<User>> {
    User::authenticate(tx, "ann@example.com", password).await
}

fn main() {}
