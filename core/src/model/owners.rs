//! [`Owners`]: the owners that a row of a scoped model names, and keeps.

use crate::error::{Error, Result};
use crate::stmt::owner::Owner;
use crate::table::Table;
use crate::table::access::Access;

/// The owners of a row, which generated code fills in.
#[derive(Debug)]
pub struct Owners {
    table: &'static Table,
    owners: Vec<Owner>,
    error: Option<Error>,
}

impl Owners {
    pub(crate) const fn new(table: &'static Table) -> Self {
        Self {
            table,
            owners: Vec::new(),
            error: None,
        }
    }

    pub(crate) fn finish(self) -> Result<Vec<Owner>> {
        self.error.map_or(Ok(self.owners), Err)
    }

    /// Adds the owner that the foreign key at this position names.
    pub fn push<T>(&mut self, at: usize, column: &Access<T>, key: T) {
        let owner = (column.store)(key)
            .map_err(|reason| Error::unstorable(self.table, column.sent, &reason))
            .and_then(|key| Owner::of(self.table, at, key));
        match owner {
            Ok(owner) => self.owners.push(owner),
            Err(error) => drop(self.error.get_or_insert(error)),
        }
    }
}
