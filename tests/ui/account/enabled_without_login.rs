// There is no sign-in to an item.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(enabled)]
    pub is_active: bool,
}

fn main() {}
