// After a conflict the closure runs again, so it cannot give away what it will need then.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, body: UserCreate) -> Result<User, Error> {
    db.transaction(async |tx| User::create(tx, body).await)
        .await
}

fn main() {}
