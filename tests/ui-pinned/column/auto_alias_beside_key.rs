// The macro does not see through an alias, so the table says it.
use fivefold::prelude::*;

type Number = i64;

#[model]
pub struct Order {
    pub id: Id<Order>,
    #[field(auto)]
    pub number: Number,
}

fn main() {}
