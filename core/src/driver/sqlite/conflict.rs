//! Names the index of a conflict, of which SQLite reports the columns only.

use rusqlite::Connection;

use crate::driver::seam::Sink as _;
use crate::driver::sqlite::foreign_key;
use crate::driver::sqlite_common::catalog::UNIQUE_INDEXES;
use crate::driver::sqlite_common::cell::RowRef;
use crate::driver::unique_index::UniqueIndexes;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::value::Value;

/// Completes the error of a conflict with the name of the index.
#[cold]
pub(super) fn complete(connection: &Connection, table: &'static Table, error: Error) -> Error {
    let found = read(connection, table).unwrap_or_default();
    let completed = found.complete(table, error);
    completed.unwrap_or_else(|error| error)
}

fn read(connection: &Connection, table: &'static Table) -> rusqlite::Result<UniqueIndexes> {
    let mut found = UniqueIndexes::default();
    let mut statement = connection.prepare_cached(UNIQUE_INDEXES)?;
    let mut rows = statement.query([table.name()])?;
    while let Some(row) = rows.next()? {
        // The sink ignores what it cannot read.
        let _ = found.row(&RowRef(row));
    }
    Ok(found)
}

/// Returns the conflict of the primary key, where a new row has that of another one too: SQLite
/// checks the primary key last, other databases check it first.
#[cold]
pub(super) fn key_first(
    connection: &Connection,
    table: &'static Table,
    error: Error,
    values: &[Value],
    is_new: bool,
) -> Error {
    let Some(key) = table.key().filter(|key| is_new && !key.made_by_database()) else {
        return error;
    };
    let of_key = || {
        let columns = vec![key.name.to_owned()];
        let constraint = None;
        Error::violation(
            table,
            Violation::Unique {
                columns,
                constraint,
            },
        )
    };
    // Every column is sent.
    match values.get(table.key_position()) {
        Some(value) if !error.concerns(&[key.field]) => {
            match foreign_key::exists(connection, table.name(), key.name, value) {
                Ok(true) => of_key().with_raw_of(error),
                _ => error,
            }
        }
        _ => error,
    }
}
