// Both would give the value.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(default = Id::now_v7())]
    pub id: Id<User>,
}

fn main() {}
