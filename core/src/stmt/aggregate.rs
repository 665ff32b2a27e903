//! [`Computed`] and [`Function`]: the aggregates of a query, as data.

use crate::table::column::ColumnDef;

/// One value that is computed from the rows of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Computed {
    /// The number of rows.
    Count,
    /// 1 where there is a row; otherwise no result.
    Exists,
    Of(Function, &'static ColumnDef),
}

/// An aggregate function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Count,
    Sum,
    Average,
    Least,
    Greatest,
}
