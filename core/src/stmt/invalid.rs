//! [`BuildResult`]: an argument of a query that its column cannot hold is an error once the query
//! runs.

use crate::error::Error;
use crate::table::Table;
use crate::value::column_type::Unstorable;

/// Part of a query, or why it cannot be one. Said when the query is run, since building one cannot fail.
pub(crate) type BuildResult<T> = Result<T, InvalidArgument>;

/// A value that can stand in no row of its column.
#[derive(Debug, Clone)]
pub(crate) struct InvalidArgument {
    pub(crate) table: &'static Table,
    pub(crate) at: usize,
    pub(crate) reason: Unstorable,
}

// No `From`: the compiler could not infer the error of a closure any more that ends in `Ok(())`.
impl InvalidArgument {
    pub(crate) fn into_error(self) -> Error {
        let field = self.table.field(self.at);
        Error::unstorable(self.table, field, &self.reason)
    }
}
