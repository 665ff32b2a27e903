// Without the comma the second option would be lost in silence.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique index)]
    pub email: String,
}

fn main() {}
