//! What the prelude has for functions of one's own: conditions by name, and keys from their values.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User, i64>,
    /// A text.
    pub name: String,
}

fn named(name: &str) -> Filter<User> {
    User::NAME.eq(name)
}

fn main() {
    let id: Id<User, i64> = Id::from(5);
    assert_eq!((id.get(), Id::<User, i64>::from(5)), (5, 5.into()));
    let _query = User::query().filter(named("ann"));
}
