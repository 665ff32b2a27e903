// Rules are written once, so that the database, the code and the documentation read the same ones.
use fivefold::prelude::*;

#[model]
#[validate(schema(function = "check"))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
