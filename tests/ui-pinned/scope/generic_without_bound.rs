// A generic function names the models that it takes.
use fivefold::prelude::*;

pub async fn uses<M: Model>(db: &Db) -> Result<u64, Error> {
    M::count(db).await
}

fn main() {}
