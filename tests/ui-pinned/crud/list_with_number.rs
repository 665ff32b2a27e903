// `20` could mean the first 20 rows or the twentieth.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<Vec<User>, Error> {
    User::list(db, 20).await
}

fn main() {}
