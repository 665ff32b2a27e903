// A column has one type, and a union has several.
use fivefold::prelude::*;

#[model]
pub union Number {
    whole: u32,
    real: f32,
}

fn main() {}
