// JSON is written and read by serde.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    pub street: String,
}

#[model]
pub struct User {
    pub id: Id<User>,
    pub address: Json<Address>,
}

fn main() {}
