// The type of the key says to what a row belongs.
use fivefold::prelude::*;

#[model(belongs_to(User))]
pub struct Item {
    pub id: Id<Item>,
}

fn main() {}
