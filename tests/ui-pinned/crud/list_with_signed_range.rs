// There are no rows before the first one.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db, page: i32) -> Result<Vec<User>, Error> {
    User::list(db, page * 20..).await
}

fn main() {}
