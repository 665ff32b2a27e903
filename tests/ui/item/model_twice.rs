// Two `#[model]` would make every companion twice.
use fivefold::prelude::*;

#[model(table = "users")]
#[model(unique(email, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
