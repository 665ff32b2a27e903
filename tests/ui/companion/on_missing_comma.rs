// Two attributes without a comma between them.
use fivefold::prelude::*;

#[model(on(public, derive(Eq) derive(Hash)))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
