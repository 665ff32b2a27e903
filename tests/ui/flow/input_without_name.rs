// What clients send needs a key in JSON.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input)]
    pub email: String,
}

fn main() {}
