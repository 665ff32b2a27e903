// What only server code sets cannot be forgotten: the client's part alone is not a whole row.
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

pub async fn uses(db: &Db, body: ItemCreate) -> Result<Item, Error> {
    Item::create(db, body).await
}

fn main() {}
