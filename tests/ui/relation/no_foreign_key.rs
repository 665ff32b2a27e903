// Which of the child's columns points here is not guessed: there may be two.
use fivefold::prelude::*;

#[model(has_many(items))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
