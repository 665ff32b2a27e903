// Nothing could ever be sent.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(9..=3))]
    pub email: String,
}

fn main() {}
