//! What generated code fills for a write: [`Values`] of a new row, [`Sets`] of a changed one.

use chrono::{DateTime, SubsecRound, Utc};

use crate::access::Access;
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::row::comes_back;
use crate::table::Table;
use crate::value::Value;

/// The values of a new row, in the order of the columns.
#[derive(Debug)]
pub struct Values {
    table: &'static Table,
    values: Vec<Value>,
    error: Option<Error>,
    now: DateTime<Utc>,
}

impl Values {
    pub(crate) fn new(table: &'static Table, now: DateTime<Utc>) -> Self {
        Self {
            table,
            values: Vec::with_capacity(table.columns().len()),
            error: None,
            now,
        }
    }

    /// Adds the value of the next column.
    pub fn push<T>(&mut self, column: &Access<T>, value: T) {
        self.values
            .push((column.store)(value).unwrap_or_else(|reason| {
                self.error
                    .get_or_insert_with(|| Error::unstorable(self.table, column.sent, &reason));
                Value::Null(column.def().kind)
            }));
    }

    /// Adds a generated value for the next column; a null where the database makes it.
    pub fn auto<T>(&mut self, column: &Access<T>) {
        match column.generate.and_then(|generate| generate(self.now)) {
            Some(value) => self.push(column, value),
            None => self.values.push(Value::Null(column.def().kind)),
        }
    }

    pub(crate) fn finish(self) -> Result<Vec<Value>> {
        self.error.map_or(Ok(self.values), Err)
    }
}

/// The changed columns of a row, by position.
#[derive(Debug)]
pub struct Sets {
    table: &'static Table,
    sets: Vec<(usize, Value)>,
    error: Option<Error>,
    now: DateTime<Utc>,
}

impl Sets {
    pub(crate) fn new(table: &'static Table) -> Self {
        Self {
            table,
            sets: Vec::new(),
            error: None,
            now: now(),
        }
    }

    /// Sets the column at this position, unless the patch keeps it.
    pub fn patch<T>(&mut self, at: usize, column: &Access<T>, patch: Patch<T>) {
        if let Patch::Set(value) = patch {
            self.set(at, column, value);
        }
    }

    /// Sets the column at this position.
    pub fn set<T>(&mut self, at: usize, column: &Access<T>, value: T) {
        let stored =
            (column.store)(value).and_then(|value| comes_back(column, &value).map(|()| value));
        match stored {
            Ok(value) => self.sets.push((at, value)),
            Err(reason) => {
                self.error
                    .get_or_insert_with(|| Error::unstorable(self.table, column.sent, &reason));
            }
        }
    }

    /// Sets the column at this position to a generated value, if any other column changes.
    pub fn touch<T>(&mut self, at: usize, column: &Access<T>) {
        if self.sets.is_empty() {
            return;
        }
        if let Some(value) = column.generate.and_then(|generate| generate(self.now)) {
            self.set(at, column, value);
        }
    }

    pub(crate) fn finish(self) -> Result<Vec<(usize, Value)>> {
        self.error.map_or(Ok(self.sets), Err)
    }
}

/// The present instant, cut to what is stored.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
