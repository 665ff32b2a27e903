// A union holds one of several values, and a column one of one type.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub union Number {
    whole: u32,
    real: f32,
}

fn main() {}
