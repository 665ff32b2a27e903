// A title owns nothing.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(owner)]
    pub title: String,
}

fn main() {}
