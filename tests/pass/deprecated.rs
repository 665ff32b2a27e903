//! A deprecated field is deprecated on the companions, and the macro's own use of it gives no warning.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model(index(name, old_name))]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// The name.
    pub name: String,
    /// The former name.
    #[deprecated(note = "use `name`")]
    #[field(len(..=20), default = "none")]
    pub old_name: String,
    /// Set by server code, in older versions.
    #[deprecated]
    #[field(server)]
    pub plan: String,
}

/// A row of a table that is no longer written.
#[deprecated]
#[model]
pub struct Legacy {
    /// The key.
    pub id: Id<Legacy>,
}

fn main() {
    let create = UserCreate::new("Ann");
    #[expect(deprecated)]
    let old_name = create.old_name;
    assert_eq!(old_name, "none");
}
