// The future of `|tx| async move { .. }` cannot borrow `tx`; the guide has these words of the compiler's.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses(db: &Db) -> Result<u64, Error> {
    db.transaction(|tx| async move { User::count(tx).await }).await
}

fn main() {}
