// Uniqueness has no order.
use fivefold::prelude::*;

#[model(unique(email desc, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
