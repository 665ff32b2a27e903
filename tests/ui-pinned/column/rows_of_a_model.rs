// Rows of another model are a relation, and no column.
use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub name: String,
}

#[model]
#[derive(Debug)]
pub struct Shelf {
    pub id: Id<Shelf>,
    pub items: Vec<Item>,
}

fn main() {}
