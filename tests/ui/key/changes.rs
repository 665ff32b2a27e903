// Other rows point to a key, so it never changes.
use fivefold::prelude::*;

#[model]
pub struct User {
    #[field(id, auto(update))]
    pub key: Uuid,
}

fn main() {}
