// After a conflict the closure runs again, so it borrows; a closure that owns gives away what it will need then.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, body: UserCreate) -> Result<User, Error> {
    db.transaction(async move |tx| User::create(tx, body.clone()).await)
        .await
}

fn main() {}
