// Bounds are included, as in every message to a client; `1..255` would leave one out.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(1..255))]
    pub email: String,
}

fn main() {}
