// Through which row would it be reached?
use fivefold::prelude::*;

#[model(scoped)]
pub struct Item {
    pub id: Id<Item>,
    pub above_id: Option<Id<Item>>,
}

fn main() {}
