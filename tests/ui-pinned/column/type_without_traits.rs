// A type without any traits fails in every companion; what is needed for a column comes first.
use fivefold::prelude::*;

pub struct Colour;

#[model]
pub struct Car {
    pub id: Id<Car>,
    pub colour: Colour,
}

fn main() {}
