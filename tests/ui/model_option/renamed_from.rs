// The name that a table had before is said by `was`.
use fivefold::prelude::*;

#[model(renamed_from = "person")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
