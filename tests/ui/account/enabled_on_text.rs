// Who may sign in is yes or no.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email)]
    pub email: String,
    #[field(server, enabled)]
    pub status: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

fn main() {}
