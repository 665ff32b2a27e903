// The second one says nothing, so something else was meant.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, unique)]
    pub email: String,
}

fn main() {}
