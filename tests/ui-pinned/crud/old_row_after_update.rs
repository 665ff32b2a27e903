// `update` takes the row and returns the new one, so that the old one cannot be used any more.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, user: User, patch: UserUpdate) -> Result<String, Error> {
    user.update(db, patch).await?;
    Ok(user.name)
}

fn main() {}
