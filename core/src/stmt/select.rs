//! What a query asks for, as data.

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

/// The most rows that take little time to read, one more than those of a window.
const SHORT: i64 = 101;

/// Which rows, in which order, and how many of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    /// All of them have to be met.
    pub(crate) filters: Vec<Condition>,
    pub(crate) order: Vec<Sort>,
    pub(crate) limit: Option<i64>,
    pub(crate) offset: Option<i64>,
    pub(crate) lock: Option<Lock>,
    pub(crate) deleted: Deleted,
    /// The caller said that every row is meant.
    pub(crate) means_all: bool,
    /// The first thing that was wrong when the query was built.
    wrong: Option<InvalidArgument>,
    is_out_of_range: bool,
}

/// What happens to rows that are read in order to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Rows that others hold are waited for.
    Waits,
    /// Rows that others hold are passed over.
    Skips,
}

/// What becomes of rows that are marked as deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// They are left out.
    #[default]
    Without,
    /// They are rows as others.
    With,
    /// The others are left out.
    Only,
}

impl Deleted {
    /// The column to look at, and what has to follow it in a condition; none where every row is meant.
    pub(crate) fn condition(self, table: &Table) -> Option<(&'static ColumnDef, &'static str)> {
        let (_, column) = table.deleted()?;
        match self {
            Self::Without => Some((column, " IS NULL")),
            Self::With => None,
            Self::Only => Some((column, " IS NOT NULL")),
        }
    }
}

impl Select {
    /// The rows that meet all these conditions.
    pub(crate) fn of(filters: Vec<Condition>, deleted: Deleted) -> Self {
        Self {
            filters,
            deleted,
            ..Self::default()
        }
    }

    /// Fails if something was wrong when the query was built, or if it asks for more than so many conditions.
    pub(crate) fn check_bare(&self, filters: usize) -> Result<()> {
        self.check()?;
        if self.filters.len() > filters || self.is_cut() || self.deleted != Deleted::Without {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a row is created in a scope, not in what a query leaves of it; leave conditions, order, limit and offset away",
            ));
        }
        Ok(())
    }

    /// True where more is asked than which rows.
    pub(crate) fn is_cut(&self) -> bool {
        self.limit.is_some()
            || self.offset.is_some()
            || self.lock.is_some()
            || !self.order.is_empty()
    }

    pub(crate) fn add(&mut self, node: BuildResult<Condition>) {
        match node {
            Ok(node) => self.filters.push(node),
            Err(wrong) => self.fail(wrong),
        }
    }

    pub(crate) fn sort(&mut self, sort: BuildResult<Sort>) {
        match sort {
            Ok(sort) => self.order.push(sort),
            Err(wrong) => self.fail(wrong),
        }
    }

    pub(crate) fn set_limit(&mut self, limit: u64) {
        self.limit = self.number(limit);
    }

    pub(crate) fn set_offset(&mut self, offset: u64) {
        self.offset = self.number(offset);
    }

    /// Fails if something was wrong when the query was built.
    pub(crate) fn check(&self) -> Result<()> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone().into_error());
        }
        if self.is_out_of_range {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "a limit or an offset is out of range; ask for rows that can exist",
            ));
        }
        Ok(())
    }

    /// How much work it is to read so many rows after the first so many: little where a unique index leads straight to them.
    pub(crate) fn work(&self, table: &Table, limit: Option<i64>, offset: i64) -> Workload {
        let is_few = limit.is_some_and(|limit| limit.saturating_add(offset) <= SHORT);
        let is_led = match self.order.as_slice() {
            [] => true,
            [first, ..] => (first.column.key || first.column.unique) && !first.column.nullable,
        };
        if is_few && is_led && self.filters.is_empty() && table.deleted().is_none() {
            Workload::ShortRead
        } else {
            Workload::LongRead
        }
    }

    /// Limit and offset of a window, which stand in for those of the query.
    pub(crate) fn window(&self, window: Window) -> Result<(i64, i64)> {
        if self.limit.is_some() || self.offset.is_some() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a list has its limit and offset from its window; leave `limit` and `offset` away",
            ));
        }
        window.limit_and_offset()
    }

    /// The only condition, where it is that one column holds a value, and nothing else is asked.
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

    fn fail(&mut self, wrong: InvalidArgument) {
        self.wrong.get_or_insert(wrong);
    }

    fn number(&mut self, number: u64) -> Option<i64> {
        let number = i64::try_from(number).ok();
        self.is_out_of_range |= number.is_none();
        number
    }
}
