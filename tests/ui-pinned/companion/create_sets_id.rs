// The key is generated.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub fn uses() -> UserCreate {
    UserCreate { id: Id::now_v7() }
}

fn main() {}
