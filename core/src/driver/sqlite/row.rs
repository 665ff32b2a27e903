//! Rows, read where SQLite keeps them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::time;
use crate::row::{Row, Unreadable, described};
use crate::value::Kind;

/// The row that a statement stands on.
pub(super) struct Stepped<'r>(pub(super) &'r rusqlite::Row<'r>);

impl Stepped<'_> {
    fn get(&self, at: usize, kind: Kind) -> Result<ValueRef<'_>, Unreadable> {
        self.0
            .get_ref(at)
            .map_err(|_| Unreadable::expected(described(kind)))
    }
}

macro_rules! getter {
    ($name:ident, $type:ty, $kind:ident, $pattern:pat => $read:expr) => {
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            let value: Option<$type> = match self.get(at, Kind::$kind)? {
                ValueRef::Null => return Ok(None),
                $pattern => $read,
                _ => None,
            };
            value
                .map(Some)
                .ok_or(const { Unreadable::expected(described(Kind::$kind)) })
        }
    };
}

impl crate::row::sealed::Row for Stepped<'_> {}

impl Row for Stepped<'_> {
    fn is_null(&self, at: usize) -> bool {
        matches!(self.0.get_ref(at), Ok(ValueRef::Null) | Err(_))
    }

    getter!(boolean, bool, Bool, ValueRef::Integer(value @ 0..=1) => Some(value == 1));
    getter!(integer, i64, I64, ValueRef::Integer(value) => Some(value));
    getter!(float, f64, F64, ValueRef::Real(value) => Some(value));
    getter!(text, &str, Text, ValueRef::Text(text) => std::str::from_utf8(text).ok());
    getter!(bytes, &[u8], Bytes, ValueRef::Blob(bytes) => Some(bytes));
    getter!(uuid, Uuid, Uuid, ValueRef::Blob(bytes) => Uuid::from_slice(bytes).ok());
    getter!(timestamp, DateTime<Utc>, Timestamp, ValueRef::Text(text) => time::read_timestamp(text));
    getter!(date, NaiveDate, Date, ValueRef::Text(text) => time::read_date(text));
    getter!(time, NaiveTime, Time, ValueRef::Text(text) => time::read_time(text));
    getter!(json, &str, Json, ValueRef::Text(text) => std::str::from_utf8(text).ok());
    getter!(decimal, Cow<'_, str>, Decimal, ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Cow::Borrowed));
}
