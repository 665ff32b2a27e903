//! [`ProjectedRow`]: some columns of a row, in another order.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::value::row::{Row, Unreadable, sealed};

/// Some columns of a row, in an order of its own.
pub(crate) struct ProjectedRow<'r> {
    row: &'r dyn Row,
    /// The position in the row of each column.
    positions: &'r [usize],
}

impl<'r> ProjectedRow<'r> {
    pub(crate) const fn new(row: &'r dyn Row, positions: &'r [usize]) -> Self {
        Self { row, positions }
    }

    /// Returns the position of a column in the row; one that no row has for a column that is not
    /// selected.
    fn position(&self, at: usize) -> usize {
        self.positions.get(at).copied().unwrap_or(usize::MAX)
    }
}

impl sealed::Row for ProjectedRow<'_> {}

macro_rules! forward {
    ($($name:ident: $type:ty),+ $(,)?) => {$(
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            self.row.$name(self.position(at))
        }
    )+};
}

impl Row for ProjectedRow<'_> {
    fn width(&self) -> usize {
        self.positions.len()
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.row.name(self.position(at))
    }

    fn is_null(&self, at: usize) -> bool {
        self.row.is_null(self.position(at))
    }

    forward!(
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
