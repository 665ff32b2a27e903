// A companion that comes in is not written out, unless it is said which.
use fivefold::prelude::*;

#[model(derive(serde::Serialize))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
