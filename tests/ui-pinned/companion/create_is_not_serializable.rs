// What comes in does not go out again: it may hold a password.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub fn body(create: UserCreate) -> impl serde::Serialize {
    create
}

fn main() {}
