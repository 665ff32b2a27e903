//! [`Owner`]: the row that the rows of a scope belong to.

use std::fmt;

use crate::error::{Error, Result, protocol_error};
use crate::stmt::condition::Condition;
use crate::stmt::operator::Operator;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::column_type::Unstorable;

/// The owner of the rows of a scope, or of one row.
#[derive(Clone)]
pub struct Owner {
    /// The table of the owner.
    pub(crate) table: &'static Table,
    /// The position of the foreign key to the owner, in the table of the owned rows.
    pub(crate) position: usize,
    /// The key of the owner; NULL for a row without one.
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
    /// Returns the owner that the foreign key at this position of the table names.
    pub(crate) fn of(table: &'static Table, position: usize, key: Value) -> Result<Self> {
        let column = table.columns().get(position);
        let parent = column.and_then(|column| column.references);
        Ok(Self {
            table: (parent.ok_or_else(protocol_error)?.parent)(),
            position,
            key,
        })
    }

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

    /// Returns the condition that a row of the table names this owner, or none where it has none.
    pub(crate) fn is_named(&self, table: &'static Table) -> Result<Condition> {
        let column = table.columns().get(self.position);
        let column = column.ok_or_else(protocol_error)?;
        Ok(match &self.key {
            Value::Null(_) => Condition::column(column, Operator::Null { is: true }),
            key => Condition::equal(column, key.clone()),
        })
    }

    /// Returns the condition that a referenced row, which names its owner by this column, has the
    /// same owner. Where there is none, no row has.
    pub(crate) fn is_same(&self, column: &'static ColumnDef) -> Condition {
        match &self.key {
            Value::Null(_) => Condition::Any(Vec::new()),
            key => Condition::equal(column, key.clone()),
        }
    }
}
