//! [`ComputedRow`]: a row of a statement whose columns are computed, so that their types are those of
//! the database.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::value::row::{Row, Unreadable, sealed};

/// A row whose integers can be decimal numbers, as sums are on the servers, and whose truth values can
/// be integers, as comparisons are on MariaDB.
pub(super) struct ComputedRow<'r>(pub(super) &'r dyn Row);

impl sealed::Row for ComputedRow<'_> {}

macro_rules! forward {
    ($($name:ident: $type:ty),+ $(,)?) => {$(
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            self.0.$name(at)
        }
    )+};
}

impl Row for ComputedRow<'_> {
    fn width(&self) -> usize {
        self.0.width()
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.0.name(at)
    }

    fn is_null(&self, at: usize) -> bool {
        self.0.is_null(at)
    }

    fn boolean(&self, at: usize) -> Result<Option<bool>, Unreadable> {
        self.0
            .boolean(at)
            .or_else(|wrong| match self.0.integer(at) {
                Ok(Some(0)) => Ok(Some(false)),
                Ok(Some(1)) => Ok(Some(true)),
                _ => Err(wrong),
            })
    }

    fn integer(&self, at: usize) -> Result<Option<i64>, Unreadable> {
        self.0.integer(at).or_else(|wrong| {
            // SQLite stores decimal numbers as text.
            let is_text = self.0.text(at).is_ok();
            let decimal = self.0.decimal(at).ok().flatten().filter(|_| !is_text);
            let whole = decimal.and_then(|decimal| {
                let (whole, fraction) = decimal.split_once('.').unwrap_or((&decimal, ""));
                let is_whole = fraction.bytes().all(|digit| digit == b'0');
                whole.parse().ok().filter(|_| is_whole)
            });
            whole.map(Some).ok_or(wrong)
        })
    }

    forward!(
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
