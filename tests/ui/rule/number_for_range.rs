// `len(255)` could mean "at most" or "exactly".
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(255))]
    pub email: String,
}

fn main() {}
