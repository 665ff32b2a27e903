// The user stopped typing behind the colon.
use fivefold::prelude::*;

#[model(has_many(items: ))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
