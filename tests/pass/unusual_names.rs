//! Names that lints do not like, allowed by the user, and names that the generated code uses itself.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row with names from elsewhere.
#[model]
#[derive(Debug)]
#[allow(non_snake_case, non_camel_case_types)]
pub struct legacy_user {
    /// The key.
    pub id: Id<legacy_user>,
    /// Camel case.
    #[field(len(..=9), default = "a")]
    pub userName: String,
}

/// A row whose fields are called like what the generated code uses.
#[model]
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Row {
    pub id: Id<Row>,
    #[field(len(..=9))]
    pub row: String,
    #[field(len(..=9))]
    pub value: String,
    pub server: String,
    #[field(email)]
    pub check: String,
    pub table: String,
    pub key: String,
    pub input: String,
    pub error: String,
    pub new: String,
    pub with: String,
    pub default: String,
    pub field: String,
    pub tx: String,
    pub db: String,
    #[field(server)]
    pub owner: String,
}

fn main() {
    assert_eq!(legacy_userCreate::new().userName, "a");
    let a = "a";
    let create = RowCreate::new(a, a, a, a, a, a, a, a, a, a, a, a, a, a);
    let _ = create.with(RowServer { owner: "b".into() });
}
