// The type says what a key points to, so that the compiler checks it.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(foreign_key = "user.id")]
    pub owner_id: Uuid,
}

fn main() {}
