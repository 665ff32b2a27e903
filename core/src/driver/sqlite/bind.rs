//! Binds values without a copy.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::driver::sqlite_common::cell::{Cell, store};
use crate::value::Value;

/// Binds the values of one execution to the placeholders `?1`, `?2` and so on.
pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    let count = statement.parameter_count();
    if count != values.len() {
        return Err(rusqlite::Error::InvalidParameterCount(values.len(), count));
    }
    values
        .iter()
        .enumerate()
        .try_for_each(|(index, value)| bind_one(statement, index + 1, value))
}

fn bind_one(statement: &mut Statement<'_>, index: usize, value: &Value) -> rusqlite::Result<()> {
    store(value, |cell| {
        statement.raw_bind_parameter(index, Stored(cell))
    })
    .unwrap_or_else(|| Err(out_of_range()))
}

/// Returns the error for an instant that the column types refuse earlier, so this is a fault of the
/// SDK.
fn out_of_range() -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(
        "an instant outside the years 1 to 9999, or a leap second".into(),
    )
}

struct Stored<'v>(Cell<'v>);

impl ToSql for Stored<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Integer(value) => ValueRef::Integer(value),
            Cell::Real(value) => ValueRef::Real(value),
            Cell::Text(text) => ValueRef::Text(text),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
