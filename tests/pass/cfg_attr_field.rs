//! An option that is configured in counts as if it were written there.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;
use fivefold::column::{Column, Unique};

/// A row.
#[model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// Unique.
    #[cfg_attr(all(), field(unique))]
    #[cfg_attr(any(), field(index))]
    pub email: String,
}

fn main() {
    let _: Column<User, String, Unique> = User::EMAIL;
}
