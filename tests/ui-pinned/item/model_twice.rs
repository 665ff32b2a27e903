// Two models of one name in one module.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

fn main() {}
