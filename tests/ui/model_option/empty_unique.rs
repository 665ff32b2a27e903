// A list of no fields makes nothing unique.
use fivefold::prelude::*;

#[model(unique())]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
