//! A field that is configured out is gone before the macro sees it: its type need not exist.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// Not here.
    #[cfg(any())]
    #[field(no_such_option)]
    pub gone: NoSuchType,
    /// Here.
    #[cfg(all())]
    pub here: String,
}

fn main() {
    assert_eq!(
        UserCreate::new("here"),
        UserCreate {
            here: "here".into()
        }
    );
}
