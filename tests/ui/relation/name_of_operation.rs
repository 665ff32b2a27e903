// `user.delete(..)` deletes the user; a relation of that name would hide it.
use fivefold::prelude::*;

#[model(has_many(delete: Item::OWNER_ID))]
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
