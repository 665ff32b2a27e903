// Each model has its own patch.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

#[model]
pub struct Item {
    pub id: Id<Item>,
    pub name: String,
}

pub async fn uses(db: &Db, user: User, patch: ItemUpdate) -> Result<User, Error> {
    user.update(db, patch).await
}

fn main() {}
