//! [`BuildResult`]: an argument of a query that its column cannot hold is an error when the query
//! runs.

use crate::error::Error;
use crate::table::Table;
use crate::value::column_type::Unstorable;

/// Part of a query, or the error of its argument. Building a query cannot fail, so the error is
/// returned when it runs.
pub(crate) type BuildResult<T> = Result<T, InvalidArgument>;

/// A value that its column cannot hold.
#[derive(Debug, Clone)]
pub(crate) struct InvalidArgument {
    pub(crate) table: &'static Table,
    pub(crate) position: usize,
    pub(crate) reason: Unstorable,
}

// No `From`: the compiler could not infer the error of a closure any more that ends in `Ok(())`.
impl InvalidArgument {
    pub(crate) fn into_error(self) -> Error {
        let field = self.table.field(self.position);
        Error::unstorable(self.table, field, &self.reason)
    }
}
