// A tree has no owner in itself.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(owner)]
    pub above_id: Option<Id<Item>>,
}

fn main() {}
