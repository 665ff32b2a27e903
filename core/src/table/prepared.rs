//! [`PreparedSql`]: the SQL of a model that depends on nothing but the dialect.

use std::sync::Arc;

/// The number of dialects: each model caches its prepared SQL once for each.
pub(crate) const DIALECTS: usize = 3;

/// The statements of one model that depend on nothing but the dialect. Rendered once and cached.
#[derive(Debug)]
pub(crate) struct PreparedSql {
    /// Inserts one row. Takes every column that the database does not make; returns the key where it does.
    pub(crate) insert: Arc<str>,
    /// Inserts any number of rows, whose values come as one array for each column; returns the keys in the order of the rows
    /// where the database makes them. None where it takes no arrays, and for rows without a value.
    #[allow(
        dead_code,
        reason = "read by the drivers of the databases that take arrays"
    )]
    pub(crate) insert_many: Option<Arc<str>>,
    /// Reads one row by its key.
    pub(crate) get: Arc<str>,
    /// Answers 1 where a row with the key exists; no row otherwise.
    pub(crate) exists: Arc<str>,
    /// Deletes one row by its key, so that it is there no more.
    pub(crate) delete: Arc<str>,
    /// Reads rows in the order of their keys: limit, offset.
    pub(crate) list: Arc<str>,
    /// Counts all rows.
    pub(crate) count: Arc<str>,
    /// Reads one row by one column, for each column in order.
    pub(crate) find_by: Vec<Arc<str>>,
    /// The columns of the model, quoted and joined.
    pub(crate) columns: String,
}
