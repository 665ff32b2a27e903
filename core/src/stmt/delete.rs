//! [`Delete`]: removes the rows that meet conditions.

use crate::stmt::target::Target;

/// A DELETE from one table.
#[derive(Debug, Clone)]
pub(crate) struct Delete {
    pub(crate) target: Target,
}
