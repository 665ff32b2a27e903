// A field is required unless it is an `Option` or has a default: there is nothing to say.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(required)]
    pub email: String,
}

fn main() {}
