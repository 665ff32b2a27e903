// Every companion has `Debug`, `Clone` and `PartialEq`, and a trait is derived once.
use fivefold::prelude::*;

#[model(derive(Clone))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
