// The default of a type is one value, and the second row would collide with the first.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(id, default)]
    pub code: Uuid,
}

fn main() {}
