//! Every order ends with the key, so a key that is secret has no pages.
use fivefold::prelude::*;

type Token = Secret<String>;

#[model]
pub struct Key {
    #[field(id, hidden)]
    pub token: Token,
}

async fn pages(db: &Db) {
    let _ = Key::query().page_after(db, None, 20).await;
}

fn main() {}
