// A companion that goes out is not read in, unless it is said which.
use fivefold::prelude::*;

#[model(derive(serde::Deserialize))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
