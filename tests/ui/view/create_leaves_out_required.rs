//! A row could not be made from what is left.
use fivefold::prelude::*;

#[model(create(UserRegister: email))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
