// `auto` says where the value comes from, not that it is the key.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(auto)]
    pub id: Uuid,
}

fn main() {}
