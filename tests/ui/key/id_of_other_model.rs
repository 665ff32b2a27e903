// `Id<Team>` is a foreign key, so this struct has no key of its own.
use fivefold::prelude::*;

#[model]
pub struct Team {
    pub id: Id<Team>,
}

#[model]
pub struct User {
    pub id: Id<Team>,
}

fn main() {}
