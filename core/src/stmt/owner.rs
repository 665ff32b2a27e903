//! [`Owner`]: the row that the rows of a scope belong to.

use std::fmt;

use crate::error::{Error, Result};
use crate::table::Table;
use crate::value::Value;
use crate::value::column_type::Unstorable;

/// The row that others belong to.
#[derive(Clone)]
pub struct Owner {
    /// Its table.
    pub(crate) table: &'static Table,
    /// The position of the foreign key that points to it, in the others.
    pub(crate) at: usize,
    /// Its key.
    pub(crate) key: Value,
}

/// Prints where the owner is, and not its key.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owner")
            .field("model", &self.table.model())
            .finish_non_exhaustive()
    }
}

impl Owner {
    /// Refuses a row that would belong to another one. What is not written stays as it is.
    pub(crate) fn check(&self, table: &'static Table, key: Option<&Value>) -> Result<()> {
        if key.is_none_or(|key| *key == self.key) {
            return Ok(());
        }
        let reason = Unstorable::new("owner", "must be the owner of the scope");
        Err(Error::unstorable(table, table.field(self.at), &reason))
    }
}
