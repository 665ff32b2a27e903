// What is stored is moved into the database, not copied.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, body: &UserCreate) -> Result<User, Error> {
    User::create(db, body).await
}

fn main() {}
