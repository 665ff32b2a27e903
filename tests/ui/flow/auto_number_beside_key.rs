// Databases count up the key, and no other column.
use fivefold::prelude::*;

#[model]
pub struct Order {
    pub id: Id<Order>,
    #[field(auto)]
    pub number: i64,
}

fn main() {}
