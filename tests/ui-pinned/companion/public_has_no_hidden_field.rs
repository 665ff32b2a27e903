// What a client sees has no field for what it must not see.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[field(hidden)]
    pub note: String,
}

pub fn uses(user: UserPublic) -> String {
    user.note
}

fn main() {}
