// A pattern looks at text.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(pattern = "^[0-9]+$")]
    pub age: i32,
}

fn main() {}
