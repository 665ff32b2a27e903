// What only server code sets cannot be forgotten, here for each row.
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

pub async fn uses(db: &Db, bodies: Vec<ItemCreate>) -> Result<Vec<Item>, Error> {
    Item::create_many(db, bodies).await
}

fn main() {}
