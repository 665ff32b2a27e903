// Nothing near, nothing known from elsewhere: then the whole list helps.
use fivefold::prelude::*;

#[model(colour = "red")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
