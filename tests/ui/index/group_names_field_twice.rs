// The second one adds nothing, so another field was meant.
use fivefold::prelude::*;

#[model(unique(email, email))]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

fn main() {}
