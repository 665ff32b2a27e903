// Attributes go on one companion, by name.
use fivefold::prelude::*;

#[model(attrs(non_exhaustive))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
