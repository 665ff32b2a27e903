// Which of them signs in?
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
    #[field(input(pin))]
    pub hashed_pin: PasswordHash,
}

fn main() {}
