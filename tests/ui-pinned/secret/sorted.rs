//! A secret is not sorted by: a cursor would show it.
use fivefold::prelude::*;

#[model]
pub struct Key {
    pub id: Id<Key>,
    pub token: Secret<String>,
}

fn main() {
    let _ = Key::query().order_by(Key::TOKEN.asc());
}
