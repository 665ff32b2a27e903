//! A field has the type of its column.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub age: i32,
}

#[derive(View)]
#[view(User)]
pub struct Card {
    pub age: String,
}

fn main() {}
