// The user stopped typing inside of the parentheses.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len())]
    pub email: String,
}

fn main() {}
