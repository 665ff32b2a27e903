// Operations are awaited, so the closure is async.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    db.transaction(|tx| User::count(tx)).await
}

fn main() {}
