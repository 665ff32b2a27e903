// A field without a default is an argument of `new`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub age: i32,
}

pub fn uses() -> UserCreate {
    UserCreate::new("ann@example.com")
}

fn main() {}
