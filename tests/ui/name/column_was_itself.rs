// A column that was renamed had another name before.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(was = "email")]
    pub email: String,
}

fn main() {}
