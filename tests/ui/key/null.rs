// A null is equal to nothing, so it cannot tell rows apart.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(id)]
    pub code: Option<String>,
}

fn main() {}
