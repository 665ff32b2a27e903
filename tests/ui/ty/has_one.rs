// The child is a row of another table; a row does not carry it.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub profile: HasOne<Profile>,
}

fn main() {}
