// Each model has its own input.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

pub async fn uses(db: &Db, body: UserCreate) -> Result<Item, Error> {
    Item::create(db, body).await
}

fn main() {}
