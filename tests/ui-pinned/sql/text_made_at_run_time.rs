//! Input cannot become part of a statement unnoticed.
use fivefold::prelude::*;

async fn find(db: &Db, name: &str) -> Result<Vec<(String,)>, Error> {
    let text = format!("SELECT name FROM user WHERE name = '{name}'");
    db.sql(&text).all().await
}

fn main() {}
