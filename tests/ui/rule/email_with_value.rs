// `email` has nothing to choose.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(email(strict))]
    pub email: String,
}

fn main() {}
