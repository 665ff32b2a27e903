// A patch that keeps every field is its default already.
use fivefold::prelude::*;

#[model(on(update, derive(Default)))]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

fn main() {}
