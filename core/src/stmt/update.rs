//! [`Update`]: new values for some columns of the rows that meet conditions.

use crate::stmt::target::Target;
use crate::value::Value;

/// An UPDATE of one table. A soft delete is one too: it assigns the column that is `deleted`.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) set: Vec<Assignment>,
    pub(crate) target: Target,
    /// True where the row is returned, if the database can do that in the same statement.
    pub(crate) returning: bool,
}

/// A new value for one column.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    /// The position of the column.
    pub(crate) column: usize,
    pub(crate) value: Value,
    /// True where the value is added to the one that the column holds.
    pub(crate) increments: bool,
}

impl Assignment {
    pub(crate) const fn set(column: usize, value: Value) -> Self {
        Self {
            column,
            value,
            increments: false,
        }
    }

    pub(crate) const fn increment(column: usize, value: Value) -> Self {
        Self {
            column,
            value,
            increments: true,
        }
    }
}
