// The method has another name here.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
}

pub fn uses() -> fivefold::Query<Item> {
    Item::query().filter(Item::TITLE.is_in(["lamp"]))
}

fn main() {}
