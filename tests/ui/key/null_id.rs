// The same for a field called `id`, which needs no attribute to be meant as the key.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Option<Id<User>>,
}

fn main() {}
