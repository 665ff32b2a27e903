// The closure may go on on another thread after each `await`, and an `Rc` may not.
use fivefold::prelude::*;

use std::rc::Rc;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    db.transaction(async |tx| {
        let seen = Rc::new(1);
        let count = User::count(tx).await?;
        Ok(count + *seen)
    })
    .await
}

fn main() {}
