// The row holds a hash, which never leaves the application.
use fivefold::prelude::*;

#[model]
#[derive(serde::Serialize)]
pub struct User {
    pub id: Id<User>,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
