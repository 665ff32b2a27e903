// A slip of the finger is the commonest mistake, and the nearest name its remedy.
use fivefold::prelude::*;

#[model(tabel = "users")]
pub struct User {
    pub id: Id<User>,
}

fn main() {}
