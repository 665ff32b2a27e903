// A number has a value, not a length.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..=3))]
    pub age: i32,
}

fn main() {}
