// Ascending is what an index is when nothing is said.
use fivefold::prelude::*;

#[model(index(email asc, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
