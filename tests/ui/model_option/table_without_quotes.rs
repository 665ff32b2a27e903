// A table's name is text: it may be one that Rust does not allow as a name.
use fivefold::prelude::*;

#[model(table = users)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
