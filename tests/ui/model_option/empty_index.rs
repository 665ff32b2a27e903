// A list of no fields makes no index.
use fivefold::prelude::*;

#[model(index())]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
