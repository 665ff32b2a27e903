//! A field without a column says which one is meant.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

#[derive(View)]
#[view(User)]
pub struct Card {
    pub mail: String,
}

fn main() {}
