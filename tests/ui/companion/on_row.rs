// The row is the struct itself: attributes are written above it, in plain Rust.
use fivefold::prelude::*;

#[model(on(row, derive(Eq)))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
