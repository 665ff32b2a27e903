// A row is what comes out, its key and all; `UserCreate` is what goes in.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db, user: User) -> Result<User, Error> {
    User::create(db, user).await
}

fn main() {}
