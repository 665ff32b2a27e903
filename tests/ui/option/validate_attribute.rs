// Rules are written once, so that the database, the code and the documentation read the same ones.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[validate(email)]
    pub email: String,
}

fn main() {}
