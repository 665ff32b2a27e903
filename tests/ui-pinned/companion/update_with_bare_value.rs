// A field of a patch is kept or set, and a bare value does not say which.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

pub fn uses() -> UserUpdate {
    UserUpdate {
        email: String::from("ann@example.com"),
    }
}

fn main() {}
