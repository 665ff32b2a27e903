// An operation borrows the handle.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: Db) -> Result<u64, Error> {
    User::count(db).await
}

fn main() {}
