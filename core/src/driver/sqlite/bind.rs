//! Values, bound without a copy of ours.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::time;
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
        .try_for_each(|(at, value)| bind_one(statement, at + 1, value))
}

fn bind_one(statement: &mut Statement<'_>, at: usize, value: &Value) -> rusqlite::Result<()> {
    let mut put = |value: ValueRef<'_>| statement.raw_bind_parameter(at, Borrowed(value));
    match value {
        Value::Null(_) => put(ValueRef::Null),
        Value::Bool(value) => put(ValueRef::Integer((*value).into())),
        Value::I16(value) => put(ValueRef::Integer((*value).into())),
        Value::I32(value) => put(ValueRef::Integer((*value).into())),
        Value::I64(value) => put(ValueRef::Integer(*value)),
        Value::F32(value) => put(ValueRef::Real((*value).into())),
        Value::F64(value) => put(ValueRef::Real(*value)),
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
            put(ValueRef::Text(text.as_bytes()))
        }
        Value::Bytes(bytes) => put(ValueRef::Blob(bytes)),
        Value::Uuid(value) => put(ValueRef::Blob(value.as_bytes())),
        Value::Timestamp(value) => put(ValueRef::Text(
            &time::write_timestamp(value).ok_or_else(out_of_range)?,
        )),
        Value::Date(value) => put(ValueRef::Text(
            &time::write_date(*value).ok_or_else(out_of_range)?,
        )),
        Value::Time(value) => put(ValueRef::Text(
            &time::write_time(*value).ok_or_else(out_of_range)?,
        )),
    }
}

/// The column types refuse these instants before, so this is a fault of the SDK.
fn out_of_range() -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(
        "an instant outside the years 1 to 9999, or a leap second".into(),
    )
}

struct Borrowed<'v>(ValueRef<'v>);

impl ToSql for Borrowed<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}
