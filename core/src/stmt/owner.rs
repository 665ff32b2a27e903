//! [`Owner`]: the row that the rows of a scope belong to.

use std::fmt;

use crate::error::{Error, Result};
use crate::table::Table;
use crate::value::Value;
use crate::value::column_type::Unstorable;

/// The owner of the rows of a scope.
#[derive(Clone)]
pub struct Owner {
    /// The table of the owner.
    pub(crate) table: &'static Table,
    /// The position of the foreign key to the owner, in the table of the owned rows.
    pub(crate) position: usize,
    /// The key of the owner.
    pub(crate) key: Value,
}

/// Prints the model of the owner, and not its key.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owner")
            .field("model", &self.table.model())
            .finish_non_exhaustive()
    }
}

impl Owner {
    /// Rejects a row of another owner. A column that is not written keeps its owner.
    pub(crate) fn check(&self, table: &'static Table, key: Option<&Value>) -> Result<()> {
        if key.is_none_or(|key| *key == self.key) {
            return Ok(());
        }
        let reason = Unstorable::new("owner", "must be the owner of the scope");
        Err(Error::unstorable(
            table,
            table.field(self.position),
            &reason,
        ))
    }
}
