// Each field has a constant, and `a_b` and `a_B` would share one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(column = "first")]
    pub a_b: String,
    #[field(column = "second")]
    #[allow(non_snake_case)]
    pub a_B: String,
}

fn main() {}
