//! [`WrittenRow`]: the values that were sent, read back as a row.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::value::Value;
use crate::value::row::{Row, Unreadable, sealed};

/// The values of a row that was just written: what is stored is read back from what was sent.
pub(crate) struct WrittenRow<'v>(pub(crate) &'v [Value]);

macro_rules! getter {
    ($name:ident, $type:ty, $expected:literal, $($pattern:pat => $result:expr),+) => {
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            match self.0.get(at) {
                Some(Value::Null(_)) => Ok(None),
                $(Some($pattern) => Ok(Some($result)),)+
                _ => Err(Unreadable::expected($expected)),
            }
        }
    };
}

impl sealed::Row for WrittenRow<'_> {}

impl Row for WrittenRow<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn name(&self, _: usize) -> Option<&str> {
        None
    }

    fn is_null(&self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Value::Null(_)) | None)
    }

    getter!(boolean, bool, "a truth value", Value::Bool(value) => *value);
    getter!(integer, i64, "an integer",
        Value::I16(value) => i64::from(*value), Value::I32(value) => i64::from(*value), Value::I64(value) => *value);
    getter!(float, f64, "a float", Value::F32(value) => f64::from(*value), Value::F64(value) => *value);
    getter!(text, &str, "text", Value::Text(value) => value.as_str());
    getter!(bytes, &[u8], "bytes", Value::Bytes(value) => value.as_slice());
    getter!(uuid, Uuid, "a UUID", Value::Uuid(value) => *value);
    getter!(timestamp, DateTime<Utc>, "an instant", Value::Timestamp(value) => *value);
    getter!(date, NaiveDate, "a date", Value::Date(value) => *value);
    getter!(time, NaiveTime, "a time of day", Value::Time(value) => *value);
    getter!(json, &str, "a JSON document", Value::Json(value) => value.as_str());
    getter!(decimal, Cow<'_, str>, "a decimal number", Value::Decimal(value) => Cow::Borrowed(value.as_str()));
}
