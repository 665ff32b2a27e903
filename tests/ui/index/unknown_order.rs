// There are two orders, and one word for the one that is not the default.
use fivefold::prelude::*;

#[model(index(email down, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
