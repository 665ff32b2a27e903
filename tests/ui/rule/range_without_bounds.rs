// A rule that allows everything was meant to allow less.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(..))]
    pub email: String,
}

fn main() {}
