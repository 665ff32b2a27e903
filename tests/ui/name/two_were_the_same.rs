// One column cannot be renamed into two.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(was = "name")]
    pub first_name: String,
    #[field(was = "name")]
    pub last_name: String,
}

fn main() {}
