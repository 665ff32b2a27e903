// What clients see of a user holds no hash.
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

fn leak(user: UserPublic) -> PasswordHash {
    user.hashed_password
}

fn main() {}
