// Which name?
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column)]
    pub email: String,
}

fn main() {}
