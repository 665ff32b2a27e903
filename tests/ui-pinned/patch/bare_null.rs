// `Set(None)` stores a null; a bare `None` does not say whether to keep or to set.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub nick: Option<String>,
}

pub fn uses() -> UserUpdate {
    UserUpdate { nick: None }
}

fn main() {}
