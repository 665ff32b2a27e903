//! A hidden column is revealed before query strings filter by it.
use fivefold::params::Params;
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(hidden)]
    pub cost: i64,
}

fn main() {
    let _ = Params::new().filter(Item::COST.revealed());
    let _ = Params::new().filter(Item::COST);
}
