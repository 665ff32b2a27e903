// People bring the spelling of Django along.
use fivefold::prelude::*;

#[model(unique_together(email, name))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    pub name: String,
}

fn main() {}
