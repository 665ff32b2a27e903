use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
#[derive(Debug)]
pub struct User {
    pub id: Id<User>,
}

#[model(has_many(items: Item::FOLDER_ID))]
#[derive(Debug)]
pub struct Folder {
    pub id: Id<Folder>,
    #[field(server)]
    pub owner_id: Id<User>,
}

#[model(scoped)]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: String,
    pub folder_id: Id<Folder>,
    #[field(server)]
    pub owner_id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    Item::query().count(db).await
}

fn main() {}
