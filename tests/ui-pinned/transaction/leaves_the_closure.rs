// The transaction ends with its closure.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    let tx = db.transaction(async |tx| Ok(tx)).await?;
    User::count(tx).await
}

fn main() {}
