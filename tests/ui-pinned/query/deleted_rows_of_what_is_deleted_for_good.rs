use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub nick: Option<String>,
}

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
    pub price: i64,
    pub extra: Json<Vec<u8>>,
    pub owner_id: Id<User>,
}

async fn deleted(db: &Db) {
    let _ = Item::query().only_deleted().all(db).await;
}

fn main() {}
