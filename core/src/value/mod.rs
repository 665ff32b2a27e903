//! Values that are sent to a database and read from it: [`Value`] and its [`Kind`].
//!
//! # Adding a column type
//!
//! Most Rust types are stored as a kind that exists, as `u32` is as [`Kind::I64`]. The files of
//! such a type:
//!
//! 1. `value/types/`: `impl ColumnType`. Its `Class` says which operators it has. Where the kind holds more than the type, `LEAST` and
//!    `GREATEST` become a CHECK, and `read` refuses the rest.
//! 2. `value/column_type.rs`: its name in the documentation and the notes of `ColumnType`.
//! 3. `model/checks/applies.rs`: for a number, `Ranged`, so that it takes `range(..)`; for text,
//!    the traits of text rules.
//! 4. `model/summable.rs`: for a number, `Summable`, so that it has `sum` and `avg`.
//! 5. `model/filter/json_path.rs`: for a type that JSON has, `IntoScalar`, so that values inside
//!    JSON are compared with it.
//! 6. `tests/it/models/values.rs`: a field in `Every` and in `Maybe`. Then the compiler and the
//!    tests of `patch`, `types` and `corpus` name the tables of values to extend.
//! 7. `tests/pass/column_types.rs`: a field, alone and as an `Option`.
//! 8. `CHANGELOG.md`: one line.
//!
//! A type that no kind can hold needs a new kind first. Every `match` below is exhaustive, so the
//! compiler names what is missing; the files of a new kind:
//!
//! 1. `value/mod.rs`: a variant of [`Kind`] and one of [`Value`].
//! 2. `value/codec.rs`: how it is read from a row and from sent values, and its number and bytes,
//!    behind those of the others.
//! 3. `params/value.rs`: how its text in a query string is read.
//! 4. `sql/dialect/sqlite.rs`, `sql/dialect/postgres.rs` and `sql/dialect/mysql/columns.rs`: the
//!    type of its column. In the first two and in `mysql/mod.rs`, `length`, `type_check` and
//!    `aggregate` where the general form does not hold.
//! 5. `driver/sqlite_common/cell.rs`, `driver/postgres/bind.rs` and `driver/mysql/bind.rs`: how it
//!    and its null are bound.
//!
//! Only a kind that no getter of [`Row`](row::Row) can read needs a getter there, in
//! `projected_row.rs` and in the `row.rs` of each driver.

pub(crate) mod class;
pub(crate) mod codec;
pub(crate) mod column_type;
pub(crate) mod convert;
pub(crate) mod id;
pub(crate) mod json;
pub(crate) mod patch;
pub(crate) mod projected_row;
pub(crate) mod row;
pub(crate) mod secret;
pub(crate) mod types;

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike as _, Utc};
use uuid::Uuid;

/// The kind of a [`Value`], and so of a column.
///
/// A null carries its kind, because PostgreSQL wants a type for every parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// True or false.
    Bool,
    /// A signed integer of 16 bits.
    I16,
    /// A signed integer of 32 bits.
    I32,
    /// A signed integer of 64 bits.
    I64,
    /// A finite float of 32 bits.
    F32,
    /// A finite float of 64 bits.
    F64,
    /// Unicode text without U+0000.
    Text,
    /// Raw bytes.
    Bytes,
    /// A UUID, 16 bytes.
    Uuid,
    /// An instant in UTC, in whole microseconds.
    Timestamp,
    /// A calendar date.
    Date,
    /// A time of day, in whole microseconds.
    Time,
    /// A JSON document, as its text.
    Json,
    /// A decimal number, as its text.
    Decimal,
}

impl Kind {
    /// Returns the words of messages about a value of this kind, such as "an integer".
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Bool => "a truth value",
            Self::I16 | Self::I32 | Self::I64 => "an integer",
            Self::F32 | Self::F64 => "a float",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Uuid => "a UUID of 16 bytes",
            Self::Timestamp => "an instant in UTC",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::Json => "a JSON document",
            Self::Decimal => "a decimal number",
        }
    }

    /// Returns true for the kinds of whole numbers.
    pub(crate) const fn is_integer(self) -> bool {
        matches!(self, Self::I16 | Self::I32 | Self::I64)
    }
}

/// One value on its way to a database.
///
/// `Debug` prints the kind and never the content, since a value may be a secret.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// SQL NULL in a column of this kind.
    Null(Kind),
    /// True or false.
    Bool(bool),
    /// A signed integer of 16 bits.
    I16(i16),
    /// A signed integer of 32 bits.
    I32(i32),
    /// A signed integer of 64 bits.
    I64(i64),
    /// A finite float of 32 bits.
    F32(f32),
    /// A finite float of 64 bits.
    F64(f64),
    /// Unicode text without U+0000.
    Text(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
    /// A UUID.
    Uuid(Uuid),
    /// An instant in whole microseconds, from year 1 to year 9999.
    Timestamp(DateTime<Utc>),
    /// A calendar date, from year 1 to year 9999.
    Date(NaiveDate),
    /// A time of day in whole microseconds.
    Time(NaiveTime),
    /// A JSON document, as its text.
    Json(String),
    /// A decimal number, as its text.
    Decimal(String),
}

impl Value {
    /// Returns the kind, also of a null.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null(kind) => *kind,
            Self::Bool(_) => Kind::Bool,
            Self::I16(_) => Kind::I16,
            Self::I32(_) => Kind::I32,
            Self::I64(_) => Kind::I64,
            Self::F32(_) => Kind::F32,
            Self::F64(_) => Kind::F64,
            Self::Text(_) => Kind::Text,
            Self::Bytes(_) => Kind::Bytes,
            Self::Uuid(_) => Kind::Uuid,
            Self::Timestamp(_) => Kind::Timestamp,
            Self::Date(_) => Kind::Date,
            Self::Time(_) => Kind::Time,
            Self::Json(_) => Kind::Json,
            Self::Decimal(_) => Kind::Decimal,
        }
    }

    /// Returns true for an instant or a time that is no whole number of microseconds. No column
    /// holds one.
    pub(crate) fn is_truncated(&self) -> bool {
        let nanosecond = match self {
            Self::Timestamp(instant) => instant.nanosecond(),
            Self::Time(time) => time.nanosecond(),
            _ => 0,
        };
        nanosecond % 1_000 != 0
    }

    /// Returns the approximate number of bytes that the value takes in a statement.
    #[allow(
        dead_code,
        reason = "a database in the process takes values where they are"
    )]
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Json(text) | Self::Decimal(text) => 8 + text.len(),
            Self::Bytes(bytes) => 8 + bytes.len(),
            _ => 16,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null(kind) => write!(f, "Null({kind:?})"),
            value => write!(f, "{:?}(..)", value.kind()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Value};

    #[test]
    fn debug_prints_the_kind_and_not_the_content() {
        assert_eq!(format!("{:?}", Value::Text("canary".into())), "Text(..)");
        assert_eq!(
            format!("{:?}", vec![Value::I64(42), Value::Null(Kind::Uuid)]),
            "[I64(..), Null(Uuid)]"
        );
    }

    #[test]
    fn a_value_stays_small() {
        assert!(size_of::<Value>() <= 32);
    }
}
