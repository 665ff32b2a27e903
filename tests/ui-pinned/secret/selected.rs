//! A secret leaves in its row alone, and a hash is one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, email, login)]
    pub email: String,
    #[field(input(password, len(8..=128)))]
    pub hash: PasswordHash,
}

fn main() {
    let _ = User::query().select((User::EMAIL, User::HASH));
}
