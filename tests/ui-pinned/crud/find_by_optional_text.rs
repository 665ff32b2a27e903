// A lookup with a value that may not be there has to say what happens when it is not.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique)]
    pub email: String,
}

pub async fn uses(db: &Db, email: Option<String>) -> Result<Option<User>, Error> {
    User::find_by(db, User::EMAIL, email).await
}

fn main() {}
