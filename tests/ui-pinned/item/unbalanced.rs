// The user stopped typing in the middle of an option: the compiler sees that before any macro does.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(len(]
    pub email: String,
}

fn main() {}
