// Which model?
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server, references)]
    pub owner: Uuid,
}

fn main() {}
