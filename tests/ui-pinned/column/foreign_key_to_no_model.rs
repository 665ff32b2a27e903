// A foreign key points to a table.
use fivefold::prelude::*;

pub struct Team;

#[model]
pub struct User {
    pub id: Id<User>,
    pub team_id: Id<Team>,
}

fn main() {}
