// A table without a name cannot be asked for.
use fivefold::prelude::*;

#[model(table = "")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
