// The second one says nothing, so something else was meant.
use fivefold::prelude::*;

#[model(derive(Eq, Eq))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
