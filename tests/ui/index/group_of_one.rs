// One way to say one thing: what concerns one column is said on its field.
use fivefold::prelude::*;

#[model(unique(email))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
