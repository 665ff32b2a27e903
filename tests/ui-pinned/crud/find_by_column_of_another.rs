// A column is one of its own model.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique)]
    pub email: String,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(unique)]
    pub code: String,
}

pub async fn uses(db: &Db) -> Result<Option<User>, Error> {
    User::find_by(db, Item::CODE, "A1").await
}

fn main() {}
