// A path is written as a path, so that the editor can follow it.
use fivefold::prelude::*;

#[model(crate = "fivefold")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
