// `owner_id` gives the method `owner`; one of the user's own cannot have that name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

impl Item {
    pub fn owner(&self) -> &str {
        "me"
    }
}

fn main() {}
