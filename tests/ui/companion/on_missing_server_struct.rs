// A model without `server` fields has no such companion.
use fivefold::prelude::*;

#[model(on(server, derive(Eq)))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
