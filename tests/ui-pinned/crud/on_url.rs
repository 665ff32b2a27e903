// An operation runs on what was opened.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub async fn uses() -> Result<u64, Error> {
    User::count("sqlite:app.db").await
}

fn main() {}
