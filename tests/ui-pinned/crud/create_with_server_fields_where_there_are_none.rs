// A model whose fields all come from clients has nothing to add.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, body: UserCreate) -> Result<User, Error> {
    User::create(db, body.with("free")).await
}

fn main() {}
