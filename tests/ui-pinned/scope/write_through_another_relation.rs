// The owner of an item is a user. That of its folder may be another one.
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

pub async fn uses(db: &Db, folder: Folder) -> Result<u64, Error> {
    folder.items().delete(db).await
}

fn main() {}
