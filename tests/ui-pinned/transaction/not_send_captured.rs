// The closure may run on another thread, and a `Cell` may not be shared with it.
use fivefold::prelude::*;

use std::cell::Cell;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    let runs = Cell::new(0);
    db.transaction(async |tx| {
        runs.set(runs.get() + 1);
        User::count(tx).await
    })
    .await
}

fn main() {}
