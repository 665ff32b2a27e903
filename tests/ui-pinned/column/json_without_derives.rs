// The companions compare and print what a JSON column holds.
use fivefold::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
pub struct Address {
    pub street: String,
}

#[model]
pub struct User {
    pub id: Id<User>,
    pub address: Json<Address>,
}

fn main() {}
