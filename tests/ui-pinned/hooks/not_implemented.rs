//! Hooks that are announced are there.
use fivefold::prelude::*;

#[model(hooks)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
