//! [`PreparedSql`]: the SQL of a model that depends on nothing but the dialect.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The number of dialects: each model caches its SQL once for each.
pub(crate) const DIALECTS: usize = 3;

/// The SQL of one model that depends on nothing but the dialect. Rendered once and cached.
#[derive(Debug)]
pub(crate) struct PreparedSql {
    /// Inserts one row. Binds every column that the database does not generate; returns a generated
    /// key.
    pub(crate) insert: Arc<str>,
    /// Inserts any number of rows, with one array of values for each column; returns generated keys
    /// in the order of the rows. `None` for a database without arrays, and for rows without a
    /// value.
    #[allow(dead_code, reason = "read by the drivers of the databases with arrays")]
    pub(crate) insert_many: Option<Arc<str>>,
    /// Reads one row by its key.
    pub(crate) get: Arc<str>,
    /// Returns 1 if a row with the key exists; no row otherwise.
    pub(crate) exists: Arc<str>,
    /// Deletes one row by its key, permanently.
    pub(crate) delete: Arc<str>,
    /// Reads rows in the order of their keys: limit, offset.
    pub(crate) list: Arc<str>,
    /// Counts all rows.
    pub(crate) count: Arc<str>,
    /// Reads one row by one column, for each column in order.
    pub(crate) find_by: Vec<Arc<str>>,
    /// The columns of the model, quoted and joined.
    pub(crate) columns: String,
    pub(crate) upserts: Upserts,
    /// The limits of the columns whose values can be longer than an index holds; the same for every
    /// dialect.
    pub(crate) index_limits: Vec<IndexLimit>,
}

/// The most upserts of one table that are cached.
const MAX_UPSERTS: usize = 64;

/// The positions of the unique columns, and of those that are updated.
type UpsertKey = (Vec<usize>, Vec<usize>);

/// The SQL of upserts.
#[derive(Debug, Default)]
pub(crate) struct Upserts(Mutex<HashMap<UpsertKey, Arc<str>>>);

impl Upserts {
    /// Returns the cached SQL of an upsert, rendered at the first call.
    pub(crate) fn get(
        &self,
        unique: Vec<usize>,
        updated: &[usize],
        render: impl FnOnce() -> Arc<str>,
    ) -> Arc<str> {
        let key = (unique, updated.to_vec());
        // Nothing panics while the lock is held but the renderer, before it is changed.
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sql) = cached.get(&key) {
            return Arc::clone(sql);
        }
        let sql = render();
        if cached.len() < MAX_UPSERTS {
            cached.insert(key, Arc::clone(&sql));
        }
        sql
    }
}

/// The longest value of a column that every database can index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexLimit {
    /// The position of the column.
    pub(crate) position: usize,
    /// The most characters of a text; `None` without a limit of its own.
    pub(crate) characters: Option<usize>,
    /// The most bytes.
    pub(crate) bytes: usize,
}
