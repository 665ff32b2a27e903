//! A hidden column is revealed before it is selected without its row.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(hidden)]
    pub cost: i64,
}

fn main() {
    let _ = Item::query().select((Item::ID, Item::COST.revealed()));
    let _ = Item::query().select((Item::ID, Item::COST));
}
