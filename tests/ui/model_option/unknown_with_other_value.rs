// The default refuses unknown keys; the only other choice is to drop them.
use fivefold::prelude::*;

#[model(unknown = allow)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
