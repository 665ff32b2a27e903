// What is to stand on it?
use fivefold::prelude::*;

#[model(on(public))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
