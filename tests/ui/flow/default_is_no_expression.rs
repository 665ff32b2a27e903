// Any expression can be a default, and this is none.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(default = struct)]
    pub is_active: bool,
}

fn main() {}
