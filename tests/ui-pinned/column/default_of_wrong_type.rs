// The expression is the user's own, so the compiler points at it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(default = 1)]
    pub is_active: bool,
}

fn main() {}
