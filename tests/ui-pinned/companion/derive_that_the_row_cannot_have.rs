// A derive for all companions holds for each of them, and a float is not `Eq`.
use fivefold::prelude::*;

#[model(derive(Eq))]
pub struct Reading {
    pub id: Id<Reading>,
    pub celsius: f64,
}

fn main() {}
