//! [`Target`]: the rows that an UPDATE or a DELETE writes.

use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Select};
use crate::table::column::ColumnDef;
use crate::value::Value;

/// The rows of one table that meet all the conditions.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// For one row, the condition on its key comes last: drivers read the row back by the last
    /// value.
    pub(crate) filters: Vec<Condition>,
    pub(crate) deleted: Deleted,
}

impl Target {
    /// Returns the target of the row with this key.
    pub(crate) fn row(key: &'static ColumnDef, value: Value, deleted: Deleted) -> Self {
        Self {
            filters: vec![Condition::equal(key, value)],
            deleted,
        }
    }

    /// Returns the target of the rows of a query.
    pub(crate) fn of(select: Select) -> Self {
        Self {
            filters: select.filters,
            deleted: select.deleted,
        }
    }

    /// Returns the target without its soft-deleted rows, of which none is deleted again.
    pub(crate) fn without_deleted(mut self) -> Self {
        if self.deleted == Deleted::Only {
            self.restrict([Condition::Any(Vec::new())]);
        }
        self.deleted = Deleted::Without;
        self
    }

    /// Returns true where no row meets a condition, such as one on an empty list.
    pub(crate) fn is_empty(&self) -> bool {
        self.filters.iter().any(Condition::is_always_false)
    }

    /// Returns the query for the same rows.
    pub(crate) fn select(&self) -> Select {
        Select::of(self.filters.clone(), self.deleted)
    }

    /// Adds conditions before those that it has.
    pub(crate) fn restrict(&mut self, conditions: impl IntoIterator<Item = Condition>) {
        self.filters.splice(..0, conditions);
    }
}
