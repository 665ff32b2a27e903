// A model makes `UserCreate`; a struct of that name with fields and derives cannot be it as well.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct UserCreate {
    pub mail: String,
}

fn main() {}
