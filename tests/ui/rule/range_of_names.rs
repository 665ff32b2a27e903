// Bounds go into the database's own check, so they must be known when the macro runs: a constant is not.
use fivefold::prelude::*;

pub const MAX: u64 = 255;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..=MAX))]
    pub email: String,
}

fn main() {}
