// Each model has its own server fields.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(server)]
    pub plan: String,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(server)]
    pub owner_id: Id<User>,
}

pub async fn uses(db: &Db, body: ItemCreate, server: UserServer) -> Result<Item, Error> {
    Item::create(db, body.with(server)).await
}

fn main() {}
