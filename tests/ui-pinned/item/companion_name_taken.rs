// A model makes `UserCreate`; one that is there already cannot be it as well.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub struct UserCreate;

fn main() {}
