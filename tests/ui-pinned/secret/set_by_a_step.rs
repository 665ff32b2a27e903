//! A step sets no secret.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(unique, email, login)]
    pub email: String,
    #[field(input(password))]
    pub hash: PasswordHash,
}

async fn reset(db: &Db, user: User, other: User) {
    let _ = user.update(db, User::HASH.set(other.hash)).await;
}

fn main() {}
