//! The crate under another name: re-exported by a module, imported, and renamed in the extern prelude.
#![deny(missing_docs, warnings)]

extern crate fivefold as outside;

use fivefold as imported;

/// A framework around the SDK.
pub mod framework {
    pub use fivefold as storage;
}

/// A row.
#[framework::storage::model(crate = crate::framework::storage)]
#[derive(Debug)]
pub struct One {
    /// The key.
    pub id: framework::storage::Id<One>,
    /// A field with everything.
    #[field(len(1..=3), default = "a", index)]
    pub name: String,
    /// A foreign key.
    #[field(server)]
    pub two_id: framework::storage::Id<Two>,
}

/// A row.
#[imported::model(crate = imported, table = "second")]
#[derive(Debug)]
pub struct Two {
    /// The key.
    pub id: imported::Id<Two>,
    /// The state.
    #[field(default = Status::Open)]
    pub status: Status,
}

/// A row.
#[outside::model(table = "third", crate = ::outside)]
#[derive(Debug)]
pub struct Three {
    /// The key.
    pub id: outside::Id<Three>,
    /// The name in a URL.
    pub slug: Slug,
}

/// A state.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, imported::DbEnum)]
#[db(crate = imported)]
pub enum Status {
    /// It is.
    Open,
}

/// A name for a URL.
#[derive(
    Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, framework::storage::DbNewtype,
)]
#[db(crate = crate::framework::storage)]
pub struct Slug(String);

fn main() {
    assert_eq!(OneCreate::new().name, "a");
    assert_eq!(TwoCreate::new().status, Status::Open);
    assert_eq!(ThreeCreate::new(Slug("b".into())).slug.0, "b");
}
