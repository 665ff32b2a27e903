// Columns are constants, so that a misspelt one does not compile.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique)]
    pub email: String,
}

pub async fn uses(db: &Db) -> Result<Option<User>, Error> {
    User::find_by(db, "email", "ann@example.com").await
}

fn main() {}
