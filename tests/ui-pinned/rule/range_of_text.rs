// Text has a length, not a value.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(range(1..=3))]
    pub name: String,
}

fn main() {}
