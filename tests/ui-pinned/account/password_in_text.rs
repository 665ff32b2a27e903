// A password is typed as one, and not passed about as text.
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

async fn sign_in(db: &Db, password: &str) -> fivefold::Result<Option<User>> {
    User::authenticate(db, "ann@example.com", password).await
}

fn main() {}
