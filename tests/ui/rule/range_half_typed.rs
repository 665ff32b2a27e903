// The user stopped typing behind the sign.
use fivefold::prelude::*;

#[model]
pub struct Reading {
    pub id: Id<Reading>,
    #[field(range(-))]
    pub celsius: i32,
}

fn main() {}
