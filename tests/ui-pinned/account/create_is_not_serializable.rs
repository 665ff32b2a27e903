// What a client typed is not sent on.
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

fn log(user: &UserCreate) -> String {
    serde_json::to_string(user).unwrap_or_default()
}

fn main() {}
