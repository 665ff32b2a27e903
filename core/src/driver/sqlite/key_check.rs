//! Whether the key of a table identifies its rows, read from the file.

use crate::driver::seam::FkHint;
use crate::driver::sqlite::connection::Connection;
use crate::table::Table;

/// Selects a row if the column is the whole primary key of the table.
const IS_WHOLE_KEY: &str = "SELECT 1 FROM pragma_table_info(?1) \
     WHERE pk > 0 GROUP BY NULL HAVING count(*) = 1 AND max(name) = ?2 COLLATE NOCASE";

/// Returns true if a statement cannot write several rows by one key; otherwise it needs a
/// transaction, in which it can be undone. The file is read before the first such statement of a
/// table on each connection, and again while its key is not safe.
pub(super) fn is_safe(
    connection: &Connection,
    table: Option<&'static Table>,
    writes: &FkHint,
) -> bool {
    if !writes.is_by_key() {
        return true;
    }
    let Some((table, key)) = table.and_then(|table| Some((table, table.key()?))) else {
        return false;
    };
    let identity = (table.name(), key.name);
    if connection.safe_keys().contains(&identity) {
        return true;
    }
    let is_safe = connection
        .timed()
        .prepare_cached(IS_WHOLE_KEY)
        .and_then(|mut statement| statement.exists(identity))
        .unwrap_or(false);
    if is_safe {
        connection.safe_keys().insert(identity);
    }
    is_safe
}
