// Without a key a row cannot be found again, changed or pointed to.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub email: String,
}

fn main() {}
