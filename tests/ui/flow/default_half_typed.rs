// The user stopped typing in the middle of an expression.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(default = 1 +)]
    pub age: i32,
}

fn main() {}
