//! [`Select`]: the rows of a query, as data.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::stmt::condition::Condition;
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::sort::Sort;
use crate::stmt::window::Window;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// The most rows of a short read: one more than the rows of a default window.
const SHORT: i64 = 101;

/// The conditions, the order, the limit, the offset and the lock of a query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    /// Combined with AND.
    pub(crate) filters: Vec<Condition>,
    pub(crate) order: Vec<Sort>,
    pub(crate) limit: Option<i64>,
    pub(crate) offset: Option<i64>,
    pub(crate) lock: Option<Lock>,
    pub(crate) deleted: Deleted,
    /// True if the caller allowed a write of every row.
    pub(crate) means_all: bool,
    /// The first invalid argument of the query.
    invalid: Option<InvalidArgument>,
    is_out_of_range: bool,
}

/// The lock of rows that are read in order to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Waits for rows that other transactions lock.
    Waits,
    /// Skips rows that other transactions lock.
    Skips,
}

/// The treatment of soft-deleted rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// They are excluded.
    #[default]
    Without,
    /// They are included.
    With,
    /// Only they are included.
    Only,
}

impl Select {
    /// Returns the query for the rows that meet all these conditions.
    pub(crate) fn of(filters: Vec<Condition>, deleted: Deleted) -> Self {
        Self {
            filters,
            deleted,
            ..Self::default()
        }
    }

    /// Fails for an invalid argument, for more conditions than `filters`, and for any other
    /// restriction.
    pub(crate) fn check_bare(&self, filters: usize) -> Result<()> {
        self.check()?;
        if self.filters.len() > filters
            || self.has_window_order_or_lock()
            || self.deleted != Deleted::Without
        {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a row cannot be created through a query with conditions, order, limit or offset; remove them",
            ));
        }
        Ok(())
    }

    /// Returns true if the query has a limit, an offset, a lock or an order.
    pub(crate) fn has_window_order_or_lock(&self) -> bool {
        self.limit.is_some()
            || self.offset.is_some()
            || self.lock.is_some()
            || !self.order.is_empty()
    }

    /// Adds a condition. One that every row meets is none.
    pub(crate) fn add(&mut self, condition: BuildResult<Condition>) {
        match condition {
            Ok(condition) if condition.is_always_true() => {}
            Ok(condition) => self.filters.push(condition),
            Err(invalid) => self.fail(invalid),
        }
    }

    pub(crate) fn sort(&mut self, sort: BuildResult<Sort>) {
        match sort {
            Ok(sort) => self.order.push(sort),
            Err(invalid) => self.fail(invalid),
        }
    }

    pub(crate) fn set_limit(&mut self, limit: u64) {
        self.limit = self.number(limit);
    }

    pub(crate) fn set_offset(&mut self, offset: u64) {
        self.offset = self.number(offset);
    }

    /// Fails for an invalid argument, a limit or an offset out of range.
    pub(crate) fn check(&self) -> Result<()> {
        if let Some(invalid) = &self.invalid {
            return Err(invalid.clone().into_error());
        }
        if self.is_out_of_range {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "a limit or an offset is out of range; the maximum is 9223372036854775807",
            ));
        }
        Ok(())
    }

    /// Returns the workload of reading `limit` rows after `offset` rows: short where they are read
    /// through a unique index.
    pub(crate) fn work(&self, table: &Table, limit: Option<i64>, offset: i64) -> Workload {
        let is_few = limit.is_some_and(|limit| limit.saturating_add(offset) <= SHORT);
        let is_indexed = match self.order.as_slice() {
            [] => true,
            [first, ..] => (first.column.key || first.column.unique) && !first.column.nullable,
        };
        if is_few && is_indexed && self.filters.is_empty() && table.deleted().is_none() {
            Workload::ShortRead
        } else {
            Workload::LongRead
        }
    }

    /// Returns limit and offset of a window; fails if the query has its own.
    pub(crate) fn window(&self, window: Window) -> Result<(i64, i64)> {
        if self.limit.is_some() || self.offset.is_some() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the window sets limit and offset; remove `limit` and `offset` from the query",
            ));
        }
        window.limit_and_offset()
    }

    /// Returns column and value of the only condition, if it is an equality and the query has no
    /// other restriction.
    pub(crate) fn only_value(&self) -> Option<(&'static ColumnDef, &Value)> {
        match (self.filters.as_slice(), self.lock) {
            ([condition], None)
                if self.limit.is_none()
                    && self.offset.is_none()
                    && self.deleted == Deleted::Without =>
            {
                condition.as_equal()
            }
            _ => None,
        }
    }

    fn fail(&mut self, invalid: InvalidArgument) {
        self.invalid.get_or_insert(invalid);
    }

    fn number(&mut self, number: u64) -> Option<i64> {
        let number = i64::try_from(number).ok();
        self.is_out_of_range |= number.is_none();
        number
    }
}
