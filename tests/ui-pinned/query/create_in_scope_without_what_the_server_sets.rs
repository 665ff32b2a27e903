use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
}

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
    #[field(server)]
    pub rank: i64,
    #[field(server)]
    pub owner_id: Id<User>,
}

async fn create(db: &Db, user: &User) {
    let _ = user.items().create(db, ItemCreate::new("lamp")).await;
}

fn main() {}
