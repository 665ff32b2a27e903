//! A row is a tuple also where it has one column.
use fivefold::prelude::*;

async fn count(db: &Db) -> Result<i64, Error> {
    db.sql("SELECT count(*) FROM user").one::<i64>().await
}

fn main() {}
