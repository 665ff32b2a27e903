// Nobody types a UUID.
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
