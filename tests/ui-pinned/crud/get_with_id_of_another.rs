// An `Id` knows whose key it is.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
}

pub async fn uses(db: &Db, item: &Item) -> Result<User, Error> {
    User::get(db, item.id).await
}

fn main() {}
