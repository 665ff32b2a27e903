// A body in which nothing is required has a default already.
use fivefold::prelude::*;

#[model(on(create, derive(Default)))]
pub struct User {
    pub id: Id<User>,
    pub name: Option<String>,
}

fn main() {}
