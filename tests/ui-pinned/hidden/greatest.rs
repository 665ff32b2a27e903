//! A hidden column is revealed before its greatest value is computed.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(hidden)]
    pub cost: i64,
}

async fn greatest(db: &Db) {
    let _ = Item::query().max(db, Item::COST.revealed()).await;
    let _ = Item::query().max(db, Item::COST).await;
    let _ = Item::query().group_by(Item::ID).select(Item::COST.revealed().sum());
}

fn main() {}
