//! Encodes values for SQLite. sqlx copies each of them, since they are sent to another thread.

use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteArguments;

use crate::driver::sqlite_common::cell::{Cell, store};
use crate::driver::sqlx::encode_error;
use crate::error::Result;
use crate::value::Value;

/// Encodes the values of one execution.
pub(super) fn arguments(values: &[Value]) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), values.iter().map(Value::size).sum());
    for value in values {
        store(value, |cell| add(&mut arguments, cell))
            .unwrap_or_else(|| {
                Err("an instant outside the years 1 to 9999, or a leap second".into())
            })
            .map_err(encode_error)?;
    }
    Ok(arguments)
}

fn add(arguments: &mut SqliteArguments, cell: Cell<'_>) -> Result<(), BoxDynError> {
    match cell {
        // NULL of SQLite has no type.
        Cell::Null => arguments.add(None::<i64>),
        Cell::Integer(value) => arguments.add(value),
        Cell::Real(value) => arguments.add(value),
        Cell::Text(text) => arguments.add(std::str::from_utf8(text)?),
        Cell::Blob(bytes) => arguments.add(bytes),
    }
}
