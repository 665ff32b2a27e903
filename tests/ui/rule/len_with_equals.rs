// A range stands in parentheses, as in a call.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len = 255)]
    pub email: String,
}

fn main() {}
