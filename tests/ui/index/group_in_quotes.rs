// Fields are named without quotes.
use fivefold::prelude::*;

#[model(unique("email", name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
