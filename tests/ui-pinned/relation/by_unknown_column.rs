// A slip of the finger: the compiler knows the near name.
use fivefold::prelude::*;

#[model(has_many(items: Item::OWNR_ID))]
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
