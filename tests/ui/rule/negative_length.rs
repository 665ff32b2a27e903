// Nothing is shorter than empty.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(-1..=3))]
    pub email: String,
}

fn main() {}
