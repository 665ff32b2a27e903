// What only server code sets is not in the struct that a client's body is read into.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
    #[field(server)]
    pub owner_id: Id<User>,
}

pub fn uses(me: Id<User>) -> ItemCreate {
    ItemCreate {
        title: "Book".into(),
        owner_id: me,
    }
}

fn main() {}
