//! Groups show the values that they have in common.
use fivefold::prelude::*;

#[model]
pub struct Key {
    pub id: Id<Key>,
    pub token: Secret<String>,
}

fn main() {
    let _ = Key::query().group_by(Key::TOKEN);
}
