// `find_by` gives one row or none, and only a unique column can promise that.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

pub async fn uses(db: &Db) -> Result<Option<User>, Error> {
    User::find_by(db, User::NAME, "Ann").await
}

fn main() {}
