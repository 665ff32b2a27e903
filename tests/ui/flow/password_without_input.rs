// The hash is stored under one name, and the plain password is sent under another.
use fivefold::prelude::*;

pub struct PasswordHash;

#[model]
pub struct User {
    pub id: Id<User>,
    pub hashed_password: PasswordHash,
}

fn main() {}
