// A table has one name.
use fivefold::prelude::*;

#[model(table = "user", table = "users")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
