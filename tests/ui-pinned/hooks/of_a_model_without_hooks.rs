//! Hooks that no write would call are refused.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

impl Hooks for User {}

fn main() {}
