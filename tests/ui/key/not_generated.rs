// A key that is not generated must come from somewhere, and `id: String` does not say where from.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: String,
}

fn main() {}
