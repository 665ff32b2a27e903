// A list of nothing was meant to hold something.
use fivefold::prelude::*;

#[model(derive())]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
