// A role says who sets it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
    #[field(role)]
    pub role: String,
    #[field(server, default = true, enabled)]
    pub is_active: bool,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
