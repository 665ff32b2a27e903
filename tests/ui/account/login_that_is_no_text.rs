// A login is typed, and a UUID is not.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login)]
    pub number: Uuid,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
