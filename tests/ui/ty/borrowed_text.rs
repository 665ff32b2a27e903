// A row is read from the database and owns what it holds.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: &'static str,
}

fn main() {}
