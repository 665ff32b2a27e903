// A list has an end, also when the table has a million rows.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<Vec<User>, Error> {
    User::list(db).await
}

fn main() {}
