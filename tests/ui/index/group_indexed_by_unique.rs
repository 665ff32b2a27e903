// What is unique together is indexed together.
use fivefold::prelude::*;

#[model(unique(email, name), index(email, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
