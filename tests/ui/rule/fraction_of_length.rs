// A length counts, so it is whole.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(0.5..))]
    pub email: String,
}

fn main() {}
