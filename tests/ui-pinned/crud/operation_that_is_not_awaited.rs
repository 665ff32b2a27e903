// An operation does nothing until it is awaited.
#![deny(unused_must_use)]

use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

pub fn uses(db: &Db, user: User) {
    user.delete(db);
}

fn main() {}
