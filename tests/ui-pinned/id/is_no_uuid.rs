// The bare UUID has forgotten whose key it is; `Id::new` says it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub fn uses(key: Uuid) -> Id<User> {
    key
}

fn main() {}
