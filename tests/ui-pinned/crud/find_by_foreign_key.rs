// Several items have one owner; `user.items()` gives them.
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

pub async fn uses(db: &Db, me: Id<User>) -> Result<Option<Item>, Error> {
    Item::find_by(db, Item::OWNER_ID, me).await
}

fn main() {}
