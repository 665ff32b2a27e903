// A row of another model is stored by its key.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub name: String,
}

#[model]
pub struct Shelf {
    pub id: Id<Shelf>,
    pub item: Option<Item>,
}

fn main() {}
