// `#[field]` describes one column; what holds for the whole table is said in `#[model]`.
use fivefold::prelude::*;

#[model]
#[field(unique)]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
