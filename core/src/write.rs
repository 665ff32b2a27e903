//! What generated code fills for a write: [`Values`] of a new row, [`Sets`] of a changed one.

use chrono::{DateTime, SubsecRound, Utc};

use crate::column_type::{Auto, AutoV4, ColumnType, Unstorable};
use crate::convert::StoredFrom;
use crate::error::{Error, Result};
use crate::patch::Patch;
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
        Self { table, values: Vec::with_capacity(table.columns().len()), error: None, now }
    }

    /// Adds the value of the next column.
    pub fn push<T: ColumnType>(&mut self, value: T) {
        self.add::<T>(value.into_value());
    }

    /// Adds the value of the next column, made from what the client sent.
    pub fn convert<T: ColumnType + StoredFrom<I>, I>(&mut self, input: I) {
        self.push(T::stored_from(input));
    }

    /// Adds a generated value for the next column; a null where the database makes it.
    pub fn auto<T: Auto>(&mut self) {
        match T::generate(self.now) {
            Some(value) => self.push(value),
            None => self.values.push(Value::Null(T::KIND)),
        }
    }

    /// Adds a random UUID for the next column.
    pub fn auto_v4<T: AutoV4>(&mut self) {
        self.push(T::generate_v4());
    }

    pub(crate) fn finish(self) -> Result<Vec<Value>> {
        self.error.map_or(Ok(self.values), Err)
    }

    fn add<T: ColumnType>(&mut self, value: Result<Value, Unstorable>) {
        let at = self.values.len();
        self.values.push(value.unwrap_or_else(|reason| {
            self.error.get_or_insert_with(|| Error::unstorable(self.table, at, &reason));
            Value::Null(T::KIND)
        }));
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
        Self { table, sets: Vec::new(), error: None, now: now() }
    }

    /// Sets the column at this position, unless the patch keeps it.
    pub fn patch<T: ColumnType>(&mut self, at: usize, patch: Patch<T>) {
        if let Patch::Set(value) = patch {
            self.set(at, value);
        }
    }

    /// Sets the column at this position from what the client sent, unless the patch keeps it.
    pub fn patch_convert<T: ColumnType + StoredFrom<I>, I>(&mut self, at: usize, patch: Patch<I>) {
        if let Patch::Set(input) = patch {
            self.set(at, T::stored_from(input));
        }
    }

    /// Sets the column at this position.
    pub fn set<T: ColumnType>(&mut self, at: usize, value: T) {
        match value.into_value() {
            Ok(value) => self.sets.push((at, value)),
            Err(reason) => {
                self.error.get_or_insert_with(|| Error::unstorable(self.table, at, &reason));
            }
        }
    }

    /// Sets the column at this position to a generated value, if any other column changes.
    pub fn touch<T: Auto>(&mut self, at: usize) {
        if let (false, Some(value)) = (self.sets.is_empty(), T::generate(self.now)) {
            self.set(at, value);
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
