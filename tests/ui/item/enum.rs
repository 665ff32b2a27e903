// A model is a table of its own; an enum is a value in one column, and has its own derive.
use fivefold::prelude::*;

#[model]
pub enum Status {
    Open,
}

fn main() {}
