//! [`Row`]: typed access to a row of a result by position, without a copy of the row.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// The reason why a stored value could not be read: the value that was expected, never the one that
/// was found.
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
/// Sealed: implemented by the drivers and called by generated code, it may gain methods at any
/// time.
pub trait Row: sealed::Row {
    /// Returns the number of columns.
    fn width(&self) -> usize;
    /// Returns the name of a column in the result.
    fn name(&self, at: usize) -> Option<&str>;
    /// Returns true for SQL NULL.
    fn is_null(&self, at: usize) -> bool;
    /// Reads a boolean.
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
