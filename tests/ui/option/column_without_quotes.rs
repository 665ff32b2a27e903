// A column's name is text: it may be one that Rust does not allow as a name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column = name)]
    pub email: String,
}

fn main() {}
