// Names are written into statements, so nothing that could end one is let in.
use fivefold::prelude::*;

#[model(table = "users\"; drop table users; --")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
