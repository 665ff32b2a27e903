// A slip of the finger is the commonest mistake, and the nearest name its remedy.
use fivefold::prelude::*;

#[model(unique(emial, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
