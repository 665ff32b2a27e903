// A row is not sent: its public face is.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub fn body(user: &User) -> impl serde::Serialize {
    user
}

fn main() {}
