// A column without a name cannot be asked for.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column = "")]
    pub email: String,
}

fn main() {}
