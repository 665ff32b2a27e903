// The user stopped typing: `new` still has its arguments, and its callers still compile.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[field(default = )]
    pub is_active: bool,
}

pub fn uses() -> UserCreate {
    UserCreate::new("Ann")
}

fn main() {}
