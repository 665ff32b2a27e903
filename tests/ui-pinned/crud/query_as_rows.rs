// A relation is a question; `list` asks it.
use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

pub async fn uses(user: &User) -> Result<(), Error> {
    for item in user.items() {
        drop(item);
    }
    Ok(())
}

fn main() {}
