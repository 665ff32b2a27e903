//! Only models with hooks are heard of.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
}

fn main() {
    let _ = Db::builder("sqlite::memory:").on_commit(|_: &Event<User>| {});
}
