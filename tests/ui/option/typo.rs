// A slip of the finger is the commonest mistake, and the nearest name its remedy.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(uniqe)]
    pub email: String,
}

fn main() {}
