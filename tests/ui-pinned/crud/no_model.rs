// Operations are those of a model.
use fivefold::prelude::*;

pub struct User;

pub async fn uses(db: &Db) -> Result<u64, Error> {
    User::count(db).await
}

fn main() {}
