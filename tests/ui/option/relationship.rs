// A relation is a key on one side and a method on the other.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(relationship(back_populates = "items"))]
    pub owner: Uuid,
}

fn main() {}
