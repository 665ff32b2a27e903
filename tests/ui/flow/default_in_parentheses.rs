// A value stands behind `=`, as in every attribute of Rust.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(default(true))]
    pub is_active: bool,
}

fn main() {}
