// The user stopped typing behind `..=`.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..=))]
    pub email: String,
}

fn main() {}
