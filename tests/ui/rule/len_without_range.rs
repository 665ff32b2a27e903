// A length without bounds is no rule.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len)]
    pub email: String,
}

fn main() {}
