// Databases disagree about which other letters are equal when capitals do not count.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub größe: i32,
}

fn main() {}
