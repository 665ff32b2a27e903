//! A place between the rows of a query, and how it is written in bytes.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use uuid::Uuid;

use crate::value::{Kind, Value};

/// A place between the rows of a query: next to the row that holds these values in the columns of the order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Position {
    /// True where the rows before it are meant.
    pub(crate) backwards: bool,
    /// No values for the start of all rows, or their end where it is backwards.
    pub(crate) values: Vec<Value>,
}

/// The kinds in the order of their numbers, which are part of every cursor.
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

/// Marks a null; its kind follows.
const NULL: u8 = 0xff;

const NANOS_PER_MICRO: u32 = 1_000;

impl Position {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.backwards)];
        bytes.extend(Self::bytes_of(&self.values));
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (direction, mut rest) = bytes.split_first()?;
        let mut values = Vec::new();
        while !rest.is_empty() {
            values.push(read(&mut rest)?);
        }
        Some(Self {
            backwards: *direction != 0,
            values,
        })
    }

    /// The values, one after the other; no two lists have the same bytes.
    pub(crate) fn bytes_of(values: &[Value]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for value in values {
            write(value, &mut bytes);
        }
        bytes
    }
}

fn number(kind: Kind) -> u8 {
    let at = KINDS.iter().position(|other| *other == kind);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(NULL)
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    if let Value::Null(kind) = value {
        bytes.extend([NULL, number(*kind)]);
        return;
    }
    bytes.push(number(value.kind()));
    match value {
        Value::Null(_) => {}
        Value::Bool(value) => bytes.push(u8::from(*value)),
        Value::I16(value) => bytes.extend(value.to_le_bytes()),
        Value::I32(value) => bytes.extend(value.to_le_bytes()),
        Value::I64(value) => bytes.extend(value.to_le_bytes()),
        Value::F32(value) => bytes.extend(value.to_le_bytes()),
        Value::F64(value) => bytes.extend(value.to_le_bytes()),
        Value::Uuid(value) => bytes.extend(value.as_bytes()),
        Value::Timestamp(value) => bytes.extend(value.timestamp_micros().to_le_bytes()),
        Value::Date(value) => bytes.extend(value.num_days_from_ce().to_le_bytes()),
        Value::Time(value) => {
            bytes.extend(value.num_seconds_from_midnight().to_le_bytes());
            bytes.extend((value.nanosecond() / NANOS_PER_MICRO).to_le_bytes());
        }
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
            long(text.as_bytes(), bytes);
        }
        Value::Bytes(value) => long(value, bytes),
    }
}

fn long(value: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend((value.len() as u64).to_le_bytes());
    bytes.extend(value);
}

fn read(rest: &mut &[u8]) -> Option<Value> {
    let [number] = array(rest)?;
    if number == NULL {
        let [kind] = array(rest)?;
        return Some(Value::Null(*KINDS.get(usize::from(kind))?));
    }
    Some(match KINDS.get(usize::from(number))? {
        Kind::Bool => Value::Bool(array::<1>(rest)? != [0]),
        Kind::I16 => Value::I16(i16::from_le_bytes(array(rest)?)),
        Kind::I32 => Value::I32(i32::from_le_bytes(array(rest)?)),
        Kind::I64 => Value::I64(i64::from_le_bytes(array(rest)?)),
        Kind::F32 => Value::F32(f32::from_le_bytes(array(rest)?)),
        Kind::F64 => Value::F64(f64::from_le_bytes(array(rest)?)),
        Kind::Uuid => Value::Uuid(Uuid::from_bytes(array(rest)?)),
        Kind::Timestamp => {
            let micros = i64::from_le_bytes(array(rest)?);
            Value::Timestamp(DateTime::from_timestamp_micros(micros)?)
        }
        Kind::Date => {
            let days = i32::from_le_bytes(array(rest)?);
            Value::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
        }
        Kind::Time => {
            let seconds = u32::from_le_bytes(array(rest)?);
            let nanos = u32::from_le_bytes(array(rest)?).checked_mul(NANOS_PER_MICRO)?;
            Value::Time(NaiveTime::from_num_seconds_from_midnight_opt(
                seconds, nanos,
            )?)
        }
        Kind::Text => Value::Text(text(rest)?),
        Kind::Json => Value::Json(text(rest)?),
        Kind::Decimal => Value::Decimal(text(rest)?),
        Kind::Bytes => Value::Bytes(several(rest)?.to_vec()),
    })
}

fn array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (array, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*array)
}

fn several<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(u64::from_le_bytes(array(rest)?)).ok()?;
    let (several, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(several)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(several(rest)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Vec<Value> {
        vec![
            Value::Null(Kind::Text),
            Value::Null(Kind::Timestamp),
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
        ]
    }

    #[test]
    fn every_value_comes_back() {
        for backwards in [false, true] {
            let position = Position {
                backwards,
                values: every_kind(),
            };
            assert_eq!(Position::from_bytes(&position.to_bytes()), Some(position));
        }
    }

    #[test]
    fn bytes_that_were_cut_off_are_no_position() {
        for value in every_kind() {
            let position = Position {
                backwards: false,
                values: vec![value.clone()],
            };
            let bytes = position.to_bytes();
            for length in 2..bytes.len() {
                let cut = bytes.get(..length).unwrap_or_default();
                assert_eq!(Position::from_bytes(cut), None, "{value:?} cut to {length}");
            }
        }
        assert_eq!(Position::from_bytes(&[]), None);
        assert_eq!(Position::from_bytes(&[0, 14]), None);
        assert_eq!(Position::from_bytes(&[0, NULL, 14]), None);
    }
}
