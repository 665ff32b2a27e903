// On which of the companions?
use fivefold::prelude::*;

#[model(on())]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
