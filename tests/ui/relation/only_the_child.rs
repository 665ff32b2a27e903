// Which of the child's columns points here is not guessed: there may be two.
use fivefold::prelude::*;

#[model(has_many(items: Item))]
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
