//! Values by their kind: read from a row of a database, read from the values that were sent, and
//! written as bytes.
//!
//! Nothing else in the crate lists all kinds in order to decode a value.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _, Utc};
use uuid::Uuid;

use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable, sealed};
use crate::value::{Kind, Value};

impl Value {
    /// Reads the value of this kind at a position of a row; a null of the kind for SQL NULL.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the column holds something else.
    pub(crate) fn read(row: &dyn Row, position: usize, kind: Kind) -> Result<Self, Unreadable> {
        let value = match kind {
            Kind::Bool => bool::read(row, position)?.map(Self::Bool),
            Kind::I16 => i16::read(row, position)?.map(Self::I16),
            Kind::I32 => i32::read(row, position)?.map(Self::I32),
            Kind::I64 => i64::read(row, position)?.map(Self::I64),
            Kind::F32 => f32::read(row, position)?.map(Self::F32),
            Kind::F64 => f64::read(row, position)?.map(Self::F64),
            Kind::Text => String::read(row, position)?.map(Self::Text),
            Kind::Bytes => Vec::read(row, position)?.map(Self::Bytes),
            Kind::Uuid => Uuid::read(row, position)?.map(Self::Uuid),
            Kind::Timestamp => DateTime::read(row, position)?.map(Self::Timestamp),
            Kind::Date => NaiveDate::read(row, position)?.map(Self::Date),
            Kind::Time => NaiveTime::read(row, position)?.map(Self::Time),
            Kind::Json => row.json(position)?.map(|text| Self::Json(text.to_owned())),
            Kind::Decimal => {
                let text = row.decimal(position)?;
                text.map(|text| Self::Decimal(text.into_owned()))
            }
        };
        Ok(value.unwrap_or(Self::Null(kind)))
    }
}

/// The values of a row that was just written. A model is read from the values that were sent.
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

/// The kinds in the order of their numbers. A number is part of cursors that clients keep: append
/// new kinds at the end.
const KINDS: [Kind; 14] = [
    Kind::Bool,
    Kind::I16,
    Kind::I32,
    Kind::I64,
    Kind::F32,
    Kind::F64,
    Kind::Text,
    Kind::Bytes,
    Kind::Uuid,
    Kind::Timestamp,
    Kind::Date,
    Kind::Time,
    Kind::Json,
    Kind::Decimal,
];

/// Marks a null; the number of its kind follows.
const NULL: u8 = 0xff;

const NANOS_PER_MICRO: u32 = 1_000;

impl Value {
    /// Appends the value as bytes that begin with its kind and say where they end, so that no two
    /// lists of values have the same bytes.
    pub(crate) fn encode(&self, bytes: &mut Vec<u8>) {
        if let Self::Null(kind) = self {
            bytes.extend([NULL, number(*kind)]);
            return;
        }
        bytes.push(number(self.kind()));
        match self {
            Self::Null(_) => {}
            Self::Bool(value) => bytes.push(u8::from(*value)),
            Self::I16(value) => bytes.extend(value.to_le_bytes()),
            Self::I32(value) => bytes.extend(value.to_le_bytes()),
            Self::I64(value) => bytes.extend(value.to_le_bytes()),
            Self::F32(value) => bytes.extend(value.to_le_bytes()),
            Self::F64(value) => bytes.extend(value.to_le_bytes()),
            Self::Uuid(value) => bytes.extend(value.as_bytes()),
            Self::Timestamp(value) => bytes.extend(value.timestamp_micros().to_le_bytes()),
            Self::Date(value) => bytes.extend(value.num_days_from_ce().to_le_bytes()),
            Self::Time(value) => {
                bytes.extend(value.num_seconds_from_midnight().to_le_bytes());
                bytes.extend((value.nanosecond() / NANOS_PER_MICRO).to_le_bytes());
            }
            Self::Text(text) | Self::Json(text) | Self::Decimal(text) => {
                sized(text.as_bytes(), bytes);
            }
            Self::Bytes(value) => sized(value, bytes),
        }
    }

    /// Reads a value from the start of the bytes, as [`Value::encode`] wrote it, and leaves the
    /// rest; none for other bytes.
    pub(crate) fn decode(rest: &mut &[u8]) -> Option<Self> {
        let [number] = array(rest)?;
        if number == NULL {
            let [kind] = array(rest)?;
            return Some(Self::Null(*KINDS.get(usize::from(kind))?));
        }
        Some(match KINDS.get(usize::from(number))? {
            Kind::Bool => Self::Bool(array::<1>(rest)? != [0]),
            Kind::I16 => Self::I16(i16::from_le_bytes(array(rest)?)),
            Kind::I32 => Self::I32(i32::from_le_bytes(array(rest)?)),
            Kind::I64 => Self::I64(i64::from_le_bytes(array(rest)?)),
            Kind::F32 => Self::F32(f32::from_le_bytes(array(rest)?)),
            Kind::F64 => Self::F64(f64::from_le_bytes(array(rest)?)),
            Kind::Uuid => Self::Uuid(Uuid::from_bytes(array(rest)?)),
            Kind::Timestamp => {
                let micros = i64::from_le_bytes(array(rest)?);
                Self::Timestamp(DateTime::from_timestamp_micros(micros)?)
            }
            Kind::Date => {
                let days = i32::from_le_bytes(array(rest)?);
                Self::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
            }
            Kind::Time => {
                let seconds = u32::from_le_bytes(array(rest)?);
                let nanos = u32::from_le_bytes(array(rest)?).checked_mul(NANOS_PER_MICRO)?;
                let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos);
                Self::Time(time?)
            }
            Kind::Text => Self::Text(text(rest)?),
            Kind::Json => Self::Json(text(rest)?),
            Kind::Decimal => Self::Decimal(text(rest)?),
            Kind::Bytes => Self::Bytes(slice(rest)?.to_vec()),
        })
    }
}

/// Returns the number of the kind, its index in [`KINDS`].
const fn number(kind: Kind) -> u8 {
    match kind {
        Kind::Bool => 0,
        Kind::I16 => 1,
        Kind::I32 => 2,
        Kind::I64 => 3,
        Kind::F32 => 4,
        Kind::F64 => 5,
        Kind::Text => 6,
        Kind::Bytes => 7,
        Kind::Uuid => 8,
        Kind::Timestamp => 9,
        Kind::Date => 10,
        Kind::Time => 11,
        Kind::Json => 12,
        Kind::Decimal => 13,
    }
}

/// Appends the bytes after their length.
fn sized(value: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend((value.len() as u64).to_le_bytes());
    bytes.extend(value);
}

fn array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (array, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*array)
}

/// Takes bytes that stand after their length.
fn slice<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(u64::from_le_bytes(array(rest)?)).ok()?;
    let (slice, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(slice)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(slice(rest)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At least one value of each kind, and nulls.
    fn values() -> Vec<Value> {
        let mut values = vec![
            Value::Bool(true),
            Value::I16(i16::MIN),
            Value::I32(-7),
            Value::I64(i64::MAX),
            Value::F32(0.1),
            Value::F64(-0.0),
            Value::Text("ä\u{1F600}".into()),
            Value::Text(String::new()),
            Value::Bytes(vec![0, 255]),
            Value::Uuid(Uuid::from_u128(7)),
            Value::Timestamp(DateTime::from_timestamp_micros(-62_135_596_800_000_000).unwrap()),
            Value::Date(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()),
            Value::Time(NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()),
            Value::Json("[1]".into()),
            Value::Decimal("1.5".into()),
        ];
        for (index, kind) in KINDS.into_iter().enumerate() {
            assert_eq!(usize::from(number(kind)), index);
            assert!(values.iter().any(|value| value.kind() == kind), "{kind:?}");
        }
        values.extend(KINDS.map(Value::Null));
        values
    }

    #[test]
    fn every_value_is_read_as_what_was_written() {
        let values = values();
        let row = WrittenRow(&values);
        for (position, value) in values.iter().enumerate() {
            let read = Value::read(&row, position, value.kind());
            assert_eq!(read.as_ref(), Ok(value));
            let other = match value.kind() {
                Kind::Text => Kind::Bytes,
                _ => Kind::Text,
            };
            let read = Value::read(&row, position, other);
            match value {
                Value::Null(_) => assert_eq!(read, Ok(Value::Null(other))),
                _ => assert!(read.is_err(), "{value:?} read as {other:?}"),
            }
        }
    }

    #[test]
    fn an_integer_outside_its_kind_is_an_error() {
        let row = WrittenRow(&[Value::I64(40_000), Value::I64(3_000_000_000)]);
        assert!(Value::read(&row, 0, Kind::I16).is_err());
        assert_eq!(Value::read(&row, 0, Kind::I32), Ok(Value::I32(40_000)));
        assert!(Value::read(&row, 1, Kind::I32).is_err());
    }

    #[test]
    fn every_value_is_decoded_from_its_bytes_and_not_from_fewer() {
        for value in values() {
            let mut bytes = Vec::new();
            value.encode(&mut bytes);
            for length in 0..bytes.len() {
                let mut cut = bytes.get(..length).unwrap();
                assert_eq!(Value::decode(&mut cut), None, "{value:?} cut to {length}");
            }
            bytes.push(7);
            let mut rest = bytes.as_slice();
            assert_eq!(Value::decode(&mut rest), Some(value));
            assert_eq!(rest, [7]);
        }
    }

    #[test]
    fn a_number_without_a_kind_is_no_value() {
        let unknown = u8::try_from(KINDS.len()).unwrap();
        for bytes in [vec![unknown], vec![NULL, unknown], vec![NULL], vec![]] {
            assert_eq!(Value::decode(&mut bytes.as_slice()), None, "{bytes:?}");
        }
    }
}
