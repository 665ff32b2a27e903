// There is no sign-in to an item.
use fivefold::prelude::*;

#[model]
pub struct Item {
    pub id: Id<Item>,
}

async fn sign_in(db: &Db, password: &Password) -> fivefold::Result<Option<Item>> {
    Item::authenticate(db, "ann@example.com", password).await
}

fn main() {}
