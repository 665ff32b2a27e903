// Companions are named by words.
use fivefold::prelude::*;

#[model(on("public", derive(Eq)))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
