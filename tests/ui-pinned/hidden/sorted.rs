//! A hidden column is revealed before it is sorted by: a cursor shows it.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(hidden)]
    pub cost: i64,
}

fn main() {
    let _ = Item::query().order_by(Item::COST.revealed().asc());
    let _ = Item::query().order_by(Item::COST.asc());
}
