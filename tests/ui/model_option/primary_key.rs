// The key is marked on its field.
use fivefold::prelude::*;

#[model(primary_key = "email")]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
