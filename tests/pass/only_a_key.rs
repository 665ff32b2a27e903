//! The smallest model: companions without fields are fine.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model]
#[derive(Debug)]
pub struct Session {
    /// The key.
    pub id: Id<Session>,
}

/// A row whose key is all that clients send.
#[model]
#[derive(Debug)]
pub struct Flag {
    /// The key.
    #[field(id)]
    pub name: String,
}

/// Uses both.
pub async fn uses(db: &Db) -> Result<(), Error> {
    let session = Session::create(db, SessionCreate::new()).await?;
    let session = session.update(db, SessionUpdate::default()).await?;
    session.delete(db).await?;
    Flag::create(db, FlagCreate::new("on"))
        .await?
        .delete(db)
        .await
}

fn main() {
    assert_eq!(
        serde_json::from_str::<SessionCreate>("{}").unwrap(),
        SessionCreate {}
    );
}
