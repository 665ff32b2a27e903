//! [`Computed`] and [`Function`]: the aggregates of a query, as data.

use crate::table::column::ColumnDef;

/// What is worked out from the rows of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Computed {
    /// How many there are.
    Count,
    /// 1 where there is a row; no row otherwise.
    Exists,
    Of(Function, &'static ColumnDef),
}

/// A function of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Count,
    Sum,
    Average,
    Least,
    Greatest,
}
