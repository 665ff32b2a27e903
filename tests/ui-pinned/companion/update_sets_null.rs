// A column that is never null is set to a value; `None` is for an `Option`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

pub fn uses() -> UserUpdate {
    UserUpdate { email: Set(None) }
}

fn main() {}
