// The sign counts.
use fivefold::prelude::*;

#[model]
pub struct Reading {
    pub id: Id<Reading>,
    #[field(range(-1..=-5))]
    pub celsius: i32,
}

fn main() {}
