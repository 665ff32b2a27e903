// An attribute that says nothing was probably meant to say something.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field()]
    pub email: String,
}

fn main() {}
