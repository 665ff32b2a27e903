// What is given at creation and never after is not in the patch.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(create_only)]
    pub invited_by: String,
    pub name: String,
}

pub fn uses() -> UserUpdate {
    UserUpdate {
        invited_by: Set("Ann".into()),
        ..Default::default()
    }
}

fn main() {}
