//! [`Update`]: new values for some columns of the rows that meet conditions.

use crate::stmt::target::Target;
use crate::value::Value;

/// An UPDATE of one table. A soft delete is one too: it assigns the column that is `deleted`.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) set: Vec<Assignment>,
    pub(crate) target: Target,
    /// True if the statement returns the row, where the database supports it.
    pub(crate) returning: bool,
}

/// A new value for one column.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    /// The position of the column.
    pub(crate) column: usize,
    pub(crate) value: Value,
    /// True if the value is added to the current value of the column.
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
