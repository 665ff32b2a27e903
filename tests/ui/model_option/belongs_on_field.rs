// What concerns one column is said on its field.
use fivefold::prelude::*;

#[model(email)]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
