// There are five companions, and this is none of them.
use fivefold::prelude::*;

#[model(on(pubilc, derive(Eq)))]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
