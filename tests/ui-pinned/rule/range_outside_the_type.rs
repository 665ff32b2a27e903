// No `u32` is less than zero.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(range(-5..=-1))]
    pub price: u32,
}

fn main() {}
