// A unique column has an index, and a second one costs every insert.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, index)]
    pub email: String,
}

fn main() {}
