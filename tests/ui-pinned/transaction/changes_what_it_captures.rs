// After a conflict the closure runs again, so what it counts outside would be counted twice.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    let mut total = 0;
    db.transaction(async |tx| {
        total += User::count(tx).await?;
        Ok(())
    })
    .await?;
    Ok(total)
}

fn main() {}
