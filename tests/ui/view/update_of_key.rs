//! No view lets clients set what the whole does not let them.
use fivefold::prelude::*;

#[model(update(UserUpdateMe: id, email))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
