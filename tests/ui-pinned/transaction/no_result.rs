// Whether to commit is what the closure's result says.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<(), Error> {
    db.transaction(async |tx| {
        User::count(tx).await.ok();
    })
    .await
}

fn main() {}
