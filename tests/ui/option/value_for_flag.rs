// Rust's own attributes have no `= true` either: what is named holds.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique = true)]
    pub email: String,
}

fn main() {}
