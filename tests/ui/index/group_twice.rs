// The second one costs every insert and finds nothing more.
use fivefold::prelude::*;

#[model(index(email, name), index(email, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
