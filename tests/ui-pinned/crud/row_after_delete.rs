// `delete` takes the row: there is none any more.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db, user: User) -> Result<String, Error> {
    user.delete(db).await?;
    Ok(user.name)
}

fn main() {}
