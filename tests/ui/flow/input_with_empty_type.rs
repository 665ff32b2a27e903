// The user stopped typing behind the colon.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: ))]
    pub email: String,
}

fn main() {}
