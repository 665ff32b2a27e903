//! The least secret is one.
use fivefold::prelude::*;

#[model]
pub struct Key {
    pub id: Id<Key>,
    pub token: Option<Secret<String>>,
}

fn main() {
    let _ = Key::query().group_by(Key::ID).select(Key::TOKEN.min());
}
