// The query of a parent has no owner.
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

#[model]
#[derive(Debug)]
pub struct Note {
    pub id: Id<Note>,
    pub item_id: Id<Item>,
}

pub async fn uses(db: &Db, note: Note, id: Id<Item>, changes: ItemUpdate) -> Result<Item, Error> {
    note.item().update_by_id(db, id, changes).await
}

fn main() {}
