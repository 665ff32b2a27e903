// A text from outside is parsed first, and that can fail.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db, path: &str) -> Result<User, Error> {
    User::get(db, path).await
}

fn main() {}
