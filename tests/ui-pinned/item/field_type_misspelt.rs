// What is wrong with a field's type is said where the type is written.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: Strin,
}

fn main() {}
