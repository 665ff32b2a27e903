//! [`Sort`]: one column of ORDER BY, as data.

use crate::table::column::ColumnDef;

/// One column that rows are sorted by, as data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sort {
    pub(crate) column: &'static ColumnDef,
    pub(crate) descending: bool,
    pub(crate) nulls: Nulls,
}

/// The position of nulls in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// Before every value; after them where the order is descending.
    Least,
    First,
    Last,
}

impl Sort {
    /// Returns true if nulls come before all values.
    pub(crate) const fn starts_with_nulls(self) -> bool {
        match self.nulls {
            Nulls::Least => !self.descending,
            Nulls::First => true,
            Nulls::Last => false,
        }
    }
}
