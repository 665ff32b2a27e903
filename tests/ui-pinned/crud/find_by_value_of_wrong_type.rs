// A value is compared with a column of its own type.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique)]
    pub email: String,
}

pub async fn uses(db: &Db) -> Result<Option<User>, Error> {
    User::find_by(db, User::EMAIL, 7).await
}

fn main() {}
