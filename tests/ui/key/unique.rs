// A key is unique already, and a second index costs every insert.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(unique)]
    pub id: Id<User>,
}

fn main() {}
