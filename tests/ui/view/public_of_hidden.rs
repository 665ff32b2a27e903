//! No view shows what the whole hides.
use fivefold::prelude::*;

#[model(public(UserCard: id, note))]
pub struct User {
    pub id: Id<User>,
    #[field(hidden)]
    pub note: String,
}

fn main() {}
