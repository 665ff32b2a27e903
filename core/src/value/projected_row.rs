//! [`ProjectedRow`]: some columns of a row, in another order.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::value::row::{Row, Unreadable, sealed};

/// Some columns of a row, in another order.
pub(crate) struct ProjectedRow<'r> {
    row: &'r dyn Row,
    places: &'r [usize],
}

impl<'r> ProjectedRow<'r> {
    pub(crate) const fn new(row: &'r dyn Row, places: &'r [usize]) -> Self {
        Self { row, places }
    }

    /// The place of a column; one that no row has for a column that is not picked.
    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(usize::MAX)
    }
}

impl sealed::Row for ProjectedRow<'_> {}

macro_rules! picked {
    ($($name:ident: $type:ty),+ $(,)?) => {$(
        fn $name(&self, at: usize) -> Result<Option<$type>, Unreadable> {
            self.row.$name(self.place(at))
        }
    )+};
}

impl Row for ProjectedRow<'_> {
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
