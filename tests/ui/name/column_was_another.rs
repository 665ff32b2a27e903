// A column that is still there was not renamed.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[field(was = "name")]
    pub full_name: String,
}

fn main() {}
