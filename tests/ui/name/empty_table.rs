// No statement could name the table.
use fivefold::prelude::*;

#[model(table = "")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
