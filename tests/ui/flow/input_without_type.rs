// For a password the type is known; for anything else it must be said what is converted.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail))]
    pub email: String,
}

fn main() {}
