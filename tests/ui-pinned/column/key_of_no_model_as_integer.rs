// An integer key of what is no model.
use fivefold::prelude::*;

pub struct Team;

#[model]
pub struct User {
    pub id: Id<User, i64>,
    pub team_id: Id<Team, i64>,
}

fn main() {}
