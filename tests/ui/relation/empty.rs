// A list of no relations was meant to hold one.
use fivefold::prelude::*;

#[model(has_many())]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
