// A key is a column like any other.
use fivefold::prelude::*;

#[model]
pub struct Team {
    pub id: Id<Team, u64>,
    pub name: String,
}

fn main() {}
