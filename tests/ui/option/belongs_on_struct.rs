// What concerns several columns is said on the struct.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(has_many(items: Item::OWNER_ID))]
    pub name: String,
}

fn main() {}
