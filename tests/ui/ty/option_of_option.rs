// A column has one NULL.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: Option<Option<String>>,
}

fn main() {}
