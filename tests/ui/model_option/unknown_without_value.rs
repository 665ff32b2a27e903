// `unknown` alone could mean either.
use fivefold::prelude::*;

#[model(unknown)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
