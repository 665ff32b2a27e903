//! One row of an answer: typed access by position, without a copy of the row.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::access::Access;
use crate::column_type::Unstorable;
use crate::error::Error;
use crate::table::Table;
use crate::value::{Kind, Value};

/// Why a stored value could not be read: what was expected, never what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    expected: &'static str,
}

impl Unreadable {
    /// Returns the reason, in the form "a UUID of 16 bytes".
    #[must_use]
    pub const fn expected(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for Unreadable {}

pub(crate) mod sealed {
    /// Keeps [`Row`](super::Row) to this crate.
    pub trait Row {}
}

/// Typed access to one row, by position.
///
/// Each getter returns none for SQL NULL, and an error when the column holds something else.
/// Sealed: implemented by the drivers and called by generated code, it may gain methods at any time.
pub trait Row: sealed::Row {
    /// Returns how many columns there are.
    fn width(&self) -> usize;
    /// Returns what the answer calls a column.
    fn name(&self, at: usize) -> Option<&str>;
    /// Returns true for SQL NULL.
    fn is_null(&self, at: usize) -> bool;
    /// Reads a truth value.
    fn boolean(&self, at: usize) -> Result<Option<bool>, Unreadable>;
    /// Reads an integer of any width.
    fn integer(&self, at: usize) -> Result<Option<i64>, Unreadable>;
    /// Reads a float of any width.
    fn float(&self, at: usize) -> Result<Option<f64>, Unreadable>;
    /// Reads text.
    fn text(&self, at: usize) -> Result<Option<&str>, Unreadable>;
    /// Reads bytes.
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Unreadable>;
    /// Reads a UUID.
    fn uuid(&self, at: usize) -> Result<Option<Uuid>, Unreadable>;
    /// Reads an instant.
    fn timestamp(&self, at: usize) -> Result<Option<DateTime<Utc>>, Unreadable>;
    /// Reads a date.
    fn date(&self, at: usize) -> Result<Option<NaiveDate>, Unreadable>;
    /// Reads a time of day.
    fn time(&self, at: usize) -> Result<Option<NaiveTime>, Unreadable>;
    /// Reads the text of a JSON document.
    fn json(&self, at: usize) -> Result<Option<&str>, Unreadable>;
    /// Reads the text of a decimal number.
    fn decimal(&self, at: usize) -> Result<Option<Cow<'_, str>>, Unreadable>;
}

/// Reads the columns of one model, in their order.
pub struct Reader<'r> {
    row: &'r dyn Row,
    table: &'static Table,
    at: usize,
    is_sent: bool,
    /// Which column could not be read, and why.
    failed: Option<(usize, Unreadable)>,
}

impl<'r> Reader<'r> {
    /// Reads a row of the database.
    pub(crate) fn new(row: &'r dyn Row, table: &'static Table) -> Self {
        Self {
            row,
            table,
            at: 0,
            is_sent: false,
            failed: None,
        }
    }

    /// Reads back what is about to be sent.
    pub(crate) fn of_sent(row: &'r dyn Row, table: &'static Table) -> Self {
        Self {
            row,
            table,
            at: 0,
            is_sent: true,
            failed: None,
        }
    }

    /// Which column could not be read, and why; none where a type refused what it was given.
    pub(crate) fn failed(&self) -> Option<(usize, Unreadable)> {
        self.failed
    }

    /// Reads the next column.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) with model and field, when the column holds something that its type cannot.
    pub fn next<T>(&mut self, column: &Access<T>) -> Result<T, Error> {
        let at = self.at;
        self.at += 1;
        match (column.read)(self.row, at) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                Err(self.unreadable(at, column, Unreadable::expected("a value, found null")))
            }
            Err(reason) => Err(self.unreadable(at, column, reason)),
        }
    }

    #[cold]
    fn unreadable<T>(&mut self, at: usize, column: &Access<T>, reason: Unreadable) -> Error {
        self.failed = Some((at, reason));
        if self.is_sent {
            return Error::unstorable(self.table, column.sent, &one_way());
        }
        Error::unreadable(self.table, at, reason)
    }
}

/// A value that its type writes and does not read.
#[cold]
fn one_way() -> Unstorable {
    Unstorable::new(
        "round_trip",
        "would not come back as it was sent; make the type's `Serialize` and `Deserialize` agree",
    )
}

/// Makes sure that a value can be read back, before it is written: afterwards it would be too late on a database that
/// commits before it answers.
pub(crate) fn comes_back<T>(column: &Access<T>, value: &Value) -> Result<(), Unstorable> {
    match (column.read)(&WrittenRow(std::slice::from_ref(value)), 0) {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(one_way()),
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("model", &self.table.model())
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

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

/// Some columns of a row, in another order.
pub(crate) struct Picked<'r> {
    row: &'r dyn Row,
    places: &'r [usize],
}

impl<'r> Picked<'r> {
    pub(crate) const fn new(row: &'r dyn Row, places: &'r [usize]) -> Self {
        Self { row, places }
    }

    /// The place of a column; one that no row has for a column that is not picked.
    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(usize::MAX)
    }
}

impl sealed::Row for Picked<'_> {}

macro_rules! picked {
    ($($name:ident: $type:ty),+ $(,)?) => {$(
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            self.row.$name(self.place(at))
        }
    )+};
}

impl Row for Picked<'_> {
    fn width(&self) -> usize {
        self.places.len()
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.row.name(self.place(at))
    }

    fn is_null(&self, at: usize) -> bool {
        self.row.is_null(self.place(at))
    }

    picked!(
        boolean: bool,
        integer: i64,
        float: f64,
        text: &str,
        bytes: &[u8],
        uuid: Uuid,
        timestamp: DateTime<Utc>,
        date: NaiveDate,
        time: NaiveTime,
        json: &str,
        decimal: Cow<'_, str>,
    );
}

/// Says in words what a column of this kind holds.
pub(crate) const fn described(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "a truth value",
        Kind::I16 | Kind::I32 | Kind::I64 => "an integer",
        Kind::F32 | Kind::F64 => "a float",
        Kind::Text => "text",
        Kind::Bytes => "bytes",
        Kind::Uuid => "a UUID of 16 bytes",
        Kind::Timestamp => "an instant in UTC",
        Kind::Date => "a date",
        Kind::Time => "a time of day",
        Kind::Json => "a JSON document",
        Kind::Decimal => "a decimal number",
    }
}
