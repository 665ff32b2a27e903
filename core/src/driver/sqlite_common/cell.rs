//! Values as SQLite stores them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::driver::sqlite_common::time;
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// A value by its storage class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::driver) enum Cell<'v> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'v [u8]),
    Blob(&'v [u8]),
}

/// Passes the value to `put` in its storage class. None for an instant outside the years 1 to 9999
/// and for a leap second, which the column types refuse earlier.
pub(in crate::driver) fn store<R>(value: &Value, put: impl FnOnce(Cell<'_>) -> R) -> Option<R> {
    Some(match value {
        Value::Null(_) => put(Cell::Null),
        Value::Bool(value) => put(Cell::Integer((*value).into())),
        Value::I16(value) => put(Cell::Integer((*value).into())),
        Value::I32(value) => put(Cell::Integer((*value).into())),
        Value::I64(value) => put(Cell::Integer(*value)),
        Value::F32(value) => put(Cell::Real((*value).into())),
        Value::F64(value) => put(Cell::Real(*value)),
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
            put(Cell::Text(text.as_bytes()))
        }
        Value::Bytes(bytes) => put(Cell::Blob(bytes)),
        Value::Uuid(value) => put(Cell::Blob(value.as_bytes())),
        Value::Timestamp(value) => put(Cell::Text(&time::write_timestamp(value)?)),
        Value::Date(value) => put(Cell::Text(&time::write_date(*value)?)),
        Value::Time(value) => put(Cell::Text(&time::write_time(*value)?)),
    })
}

/// A row of an engine crate.
pub(in crate::driver) trait Cells {
    /// Returns the value of a column; None if the row has no such column.
    fn cell(&self, index: usize) -> Option<Cell<'_>>;
    /// Returns the number of columns.
    fn width(&self) -> usize;
    /// Returns the name of a column.
    fn name(&self, index: usize) -> Option<&str>;
}

/// The current row of a statement.
pub(in crate::driver) struct RowRef<C>(pub(in crate::driver) C);

macro_rules! getter {
    ($name:ident, $type:ty, $kind:ident, $pattern:pat => $read:expr) => {
        fn $name(&self, index: usize) -> Result<Option<$type>, Unreadable> {
            let value: Option<$type> = match self.0.cell(index) {
                Some(Cell::Null) => return Ok(None),
                Some($pattern) => $read,
                _ => None,
            };
            value
                .map(Some)
                .ok_or(const { Unreadable::expected(Kind::$kind.description()) })
        }
    };
}

impl<C: Cells> crate::value::row::sealed::Row for RowRef<C> {}

impl<C: Cells> Row for RowRef<C> {
    fn width(&self) -> usize {
        self.0.width()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.0.name(index)
    }

    fn is_null(&self, index: usize) -> bool {
        matches!(self.0.cell(index), Some(Cell::Null) | None)
    }

    getter!(boolean, bool, Bool, Cell::Integer(value @ 0..=1) => Some(value == 1));
    getter!(integer, i64, I64, Cell::Integer(value) => Some(value));
    getter!(float, f64, F64, Cell::Real(value) => Some(value));
    getter!(text, &str, Text, Cell::Text(text) => std::str::from_utf8(text).ok());
    getter!(bytes, &[u8], Bytes, Cell::Blob(bytes) => Some(bytes));
    getter!(uuid, Uuid, Uuid, Cell::Blob(bytes) => Uuid::from_slice(bytes).ok());
    getter!(timestamp, DateTime<Utc>, Timestamp, Cell::Text(text) => time::read_timestamp(text));
    getter!(date, NaiveDate, Date, Cell::Text(text) => time::read_date(text));
    getter!(time, NaiveTime, Time, Cell::Text(text) => time::read_time(text));
    getter!(json, &str, Json, Cell::Text(text) => std::str::from_utf8(text).ok());
    getter!(decimal, Cow<'_, str>, Decimal, Cell::Text(text) => std::str::from_utf8(text).ok().map(Cow::Borrowed));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(value: &Value) -> Option<String> {
        store(value, |cell| match cell {
            Cell::Text(text) => format!("text {}", std::str::from_utf8(text).unwrap()),
            Cell::Blob(bytes) => format!("blob {bytes:02x?}"),
            cell => format!("{cell:?}"),
        })
    }

    /// These forms are in existing files: they MUST NOT change.
    #[test]
    fn each_kind_is_stored_in_one_way() {
        let cases = [
            (Value::Null(Kind::Uuid), "Null"),
            (Value::Bool(true), "Integer(1)"),
            (Value::Bool(false), "Integer(0)"),
            (Value::I16(-1), "Integer(-1)"),
            (Value::I32(i32::MAX), "Integer(2147483647)"),
            (Value::I64(i64::MIN), "Integer(-9223372036854775808)"),
            (Value::F32(0.5), "Real(0.5)"),
            (Value::F64(-0.0), "Real(-0.0)"),
            (Value::Text("é".into()), "text é"),
            (Value::Json("{\"a\":1}".into()), "text {\"a\":1}"),
            (Value::Decimal("1.50".into()), "text 1.50"),
            (Value::Bytes(Vec::new()), "blob []"),
            (
                Value::Uuid(Uuid::from_u128(1)),
                "blob [00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 01]",
            ),
            (
                Value::Timestamp("2026-11-23T17:05:00.12+01:00".parse().unwrap()),
                "text 2026-11-23T16:05:00.120000Z",
            ),
            (
                Value::Date("0001-01-01".parse().unwrap()),
                "text 0001-01-01",
            ),
            (
                Value::Time("17:05:00".parse().unwrap()),
                "text 17:05:00.000000",
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(stored(&value).as_deref(), Some(expected));
        }
        assert_eq!(stored(&Value::Timestamp(DateTime::<Utc>::MAX_UTC)), None);
    }

    #[test]
    fn what_is_stored_as_another_class_is_not_read() {
        struct One(Cell<'static>);

        impl Cells for One {
            fn cell(&self, index: usize) -> Option<Cell<'_>> {
                (index == 0).then_some(self.0)
            }

            fn width(&self) -> usize {
                1
            }

            fn name(&self, _: usize) -> Option<&str> {
                None
            }
        }

        let row = |cell| RowRef(One(cell));
        assert_eq!(row(Cell::Integer(1)).boolean(0), Ok(Some(true)));
        assert!(row(Cell::Integer(2)).boolean(0).is_err());
        assert!(row(Cell::Integer(1)).float(0).is_err());
        assert!(row(Cell::Real(1.0)).integer(0).is_err());
        assert_eq!(row(Cell::Text(b"a")).text(0), Ok(Some("a")));
        assert!(row(Cell::Text(b"a")).bytes(0).is_err());
        assert!(row(Cell::Text(b"\xff")).text(0).is_err());
        assert!(row(Cell::Blob(b"a")).text(0).is_err());
        assert!(row(Cell::Blob(&[0; 15])).uuid(0).is_err());
        assert_eq!(row(Cell::Null).uuid(0), Ok(None));
        assert!(row(Cell::Null).is_null(0));
        // No such column.
        assert!(row(Cell::Null).uuid(1).is_err());
        assert!(row(Cell::Integer(1)).is_null(1));
    }
}
