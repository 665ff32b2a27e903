// Columns are constants: a field's name in small letters is no column.
use fivefold::prelude::*;

#[model(has_many(items: Item::owner_id))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

fn main() {}
