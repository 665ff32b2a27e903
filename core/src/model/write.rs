//! The values of a write, which generated code fills in: [`NewRow`] for a new row, [`Assignments`]
//! for a change.

use chrono::{DateTime, SubsecRound, Utc};

use crate::db::executor::Connection;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::reader::check_readable;
use crate::password::hashing::PendingPasswords;
#[cfg(feature = "auth")]
use crate::password::plain::Password;
use crate::table::Table;
use crate::table::access::Access;
use crate::value::column_type::Unstorable;
use crate::value::patch::Patch;
use crate::value::{Kind, Value};

/// The values of a new row, in the order of the columns.
#[derive(Debug)]
pub struct NewRow {
    table: &'static Table,
    values: Vec<Value>,
    unhashed: PendingPasswords,
    error: Option<Error>,
    now: DateTime<Utc>,
}

impl NewRow {
    pub(crate) fn new(table: &'static Table, now: DateTime<Utc>) -> Self {
        Self {
            table,
            values: Vec::with_capacity(table.columns().len()),
            unhashed: PendingPasswords::default(),
            error: None,
            now,
        }
    }

    /// Adds the value of the next column.
    pub fn push<T>(&mut self, column: &Access<T>, value: T) {
        let stored = (column.store)(value).and_then(|value| canonical(column, value));
        self.values.push(stored.unwrap_or_else(|reason| {
            self.error
                .get_or_insert_with(|| Error::unstorable(self.table, column.sent, &reason));
            Value::Null(column.def().kind)
        }));
    }

    /// Adds a password for the next column, to be hashed later.
    #[cfg(feature = "auth")]
    pub fn hash<T>(&mut self, column: &Access<T>, password: impl Into<Option<Password>>) {
        if let Some(password) = password.into() {
            self.unhashed.add(self.values.len(), column.sent, password);
        }
        self.values.push(Value::Null(column.def().kind));
    }

    /// Adds a generated value for the next column; NULL if the database generates it.
    pub fn auto<T>(&mut self, column: &Access<T>) {
        match column.generate.and_then(|generate| generate(self.now)) {
            Some(value) => self.push(column, value),
            None => self.values.push(Value::Null(column.def().kind)),
        }
    }

    pub(crate) fn finish(self) -> Result<PendingWrite<Vec<Value>>> {
        PendingWrite::of(self.table, self.values, self.unhashed, self.error)
    }
}

/// The changed columns of a row, by position.
#[derive(Debug)]
pub struct Assignments {
    table: &'static Table,
    sets: Vec<(usize, Value)>,
    /// The positions of incremented columns.
    adding: Vec<usize>,
    unhashed: PendingPasswords,
    error: Option<Error>,
    now: DateTime<Utc>,
}

impl Assignments {
    pub(crate) fn new(table: &'static Table) -> Self {
        Self {
            table,
            sets: Vec::new(),
            adding: Vec::new(),
            unhashed: PendingPasswords::default(),
            error: None,
            now: now(),
        }
    }

    /// Adds a number to the column at this position.
    pub(crate) fn add(&mut self, at: usize, number: Value) {
        if self.adding.contains(&at) {
            self.twice(at);
        }
        self.adding.push(at);
        self.sets.push((at, number));
    }

    /// Sets the column at this position, unless the patch keeps it.
    pub fn patch<T>(&mut self, at: usize, column: &Access<T>, patch: Patch<T>) {
        if let Patch::Set(value) = patch {
            self.set(at, column, value);
        }
    }

    /// Sets the column at this position.
    pub fn set<T>(&mut self, at: usize, column: &Access<T>, value: T) {
        let stored = (column.store)(value)
            .and_then(|value| canonical(column, value))
            .and_then(|value| check_readable(column, &value).map(|()| value));
        if self.adding.contains(&at) {
            self.twice(at);
        }
        match stored {
            Ok(value) => self.sets.push((at, value)),
            Err(reason) => {
                self.error
                    .get_or_insert_with(|| Error::unstorable(self.table, column.sent, &reason));
            }
        }
    }

    /// Sets the column at this position to a password, to be hashed later, unless the patch keeps
    /// it.
    #[cfg(feature = "auth")]
    pub fn hash<T>(
        &mut self,
        at: usize,
        column: &Access<T>,
        patch: Patch<impl Into<Option<Password>>>,
    ) {
        let Patch::Set(password) = patch else { return };
        if let Some(password) = password.into() {
            self.unhashed.add(self.sets.len(), column.sent, password);
        }
        self.sets.push((at, Value::Null(column.def().kind)));
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

    pub(crate) fn finish(mut self) -> Result<PendingWrite<Changed>> {
        if let (Some(at), false) = (self.table.version_position(), self.sets.is_empty()) {
            self.add(at, version_value(self.table, at, 1));
        }
        let changed = (self.sets, self.adding);
        PendingWrite::of(self.table, changed, self.unhashed, self.error)
    }

    #[cold]
    fn twice(&mut self, at: usize) {
        let (model, field) = (self.table.model(), self.table.field(at));
        self.error.get_or_insert_with(|| {
            let message = format!(
                "`{model}.{field}` is changed twice by one update; remove one of the changes"
            );
            Error::new(ErrorKind::Misuse, message).with_model(self.table)
        });
    }
}

/// Returns a version number in the type of its column.
pub(crate) fn version_value(table: &Table, at: usize, version: i64) -> Value {
    match table.columns().get(at).map(|column| column.kind) {
        Some(Kind::I32) => Value::I32(i32::try_from(version).unwrap_or(i32::MAX)),
        _ => Value::I64(version),
    }
}

/// The columns to set, each with its value, and those among them that are incremented by it.
pub(crate) type Changed = (Vec<(usize, Value)>, Vec<usize>);

/// A write whose passwords may not be hashed yet.
#[derive(Debug)]
pub(crate) struct PendingWrite<T> {
    table: &'static Table,
    values: T,
    unhashed: PendingPasswords,
}

impl<T> PendingWrite<T> {
    fn of(
        table: &'static Table,
        values: T,
        unhashed: PendingPasswords,
        error: Option<Error>,
    ) -> Result<Self> {
        error.map_or(
            Ok(Self {
                table,
                values,
                unhashed,
            }),
            Err,
        )
    }
}

impl PendingWrite<Vec<Value>> {
    /// Returns the value of the column at this position.
    pub(crate) fn value(&self, at: usize) -> Option<&Value> {
        self.values.get(at)
    }

    /// Returns all values, including the hashes.
    pub(crate) async fn hashed(mut self, db: Connection<'_>) -> Result<Vec<Value>> {
        if !self.unhashed.is_empty() {
            let hashes = Box::pin(self.unhashed.hash(db.passwords(), self.table)).await?;
            for (at, hash) in hashes {
                if let Some(place) = self.values.get_mut(at) {
                    *place = hash;
                }
            }
        }
        Ok(self.values)
    }
}

impl PendingWrite<Changed> {
    /// Returns the new value of the column at this position, if it changes.
    pub(crate) fn value(&self, at: usize) -> Option<&Value> {
        let mut sets = self.values.0.iter();
        sets.find(|set| set.0 == at).map(|set| &set.1)
    }

    /// Returns true if nothing changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.0.is_empty()
    }

    /// Returns all changes, including the hashes.
    pub(crate) async fn hashed(mut self, db: Connection<'_>) -> Result<Changed> {
        if !self.unhashed.is_empty() {
            let hashes = Box::pin(self.unhashed.hash(db.passwords(), self.table)).await?;
            for (at, hash) in hashes {
                if let Some((_, place)) = self.values.0.get_mut(at) {
                    *place = hash;
                }
            }
        }
        Ok(self.values)
    }
}

/// Returns the value in the canonical form of its column.
fn canonical<T>(column: &Access<T>, value: Value) -> Result<Value, Unstorable> {
    match (column.def().canonical, value) {
        (Some(canonical), Value::Text(text)) => canonical(&text)
            .map(Value::Text)
            .ok_or_else(|| Unstorable::new("email", "must be an e-mail address")),
        (_, value) => Ok(value),
    }
}

/// Returns the current time in the precision that is stored.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
