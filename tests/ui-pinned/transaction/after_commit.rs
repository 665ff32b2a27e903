// `commit` takes the transaction: it is over.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    let tx = db.begin().await?;
    tx.commit().await?;
    User::count(&tx).await
}

fn main() {}
