// A struct has one field of a name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub name: String,
}

fn main() {}
