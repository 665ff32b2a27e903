// A table that was renamed had another name before.
use fivefold::prelude::*;

#[model(table = "users", was = "users")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
