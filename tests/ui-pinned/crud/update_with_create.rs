// A change keeps or sets each field; what creates a row does not say what to keep.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, user: User, body: UserCreate) -> Result<User, Error> {
    user.update(db, body).await
}

fn main() {}
