// No database has an unsigned 64-bit integer: half of its values would be lost.
use fivefold::prelude::*;

#[model]
pub struct Counter {
    pub id: Id<Counter>,
    pub count: u64,
}

fn main() {}
