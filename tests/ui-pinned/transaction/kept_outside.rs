// The transaction ends with its closure.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    let mut kept = None;
    db.transaction(async |tx| {
        kept = Some(tx);
        Ok(())
    })
    .await?;
    User::count(kept.unwrap()).await
}

fn main() {}
