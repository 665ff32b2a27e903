//! The values of a write, which generated code fills in: [`NewRow`] for a new row, [`Assignments`]
//! for a change.

use chrono::{DateTime, SubsecRound, Utc};
use validator::Validate;

use crate::db::executor::Connection;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::reader::check_readable;
use crate::model::{Input as _, Model, Patches as _};
use crate::password::hashing::PendingPasswords;
#[cfg(feature = "auth")]
use crate::password::plain::Password;
use crate::stmt::update::Assignment;
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
    /// Fills the row of validated input and of the fields that only server code sets.
    pub(crate) fn fill<M: Model>(
        input: Validated<M::Create>,
        server: M::Server,
    ) -> Result<PendingWrite<Vec<Value>>> {
        let mut row = Self::new(M::table());
        input.0.put(server, &mut row);
        PendingWrite::of(row.table, row.values, row.unhashed, row.error)
    }

    fn new(table: &'static Table) -> Self {
        Self {
            table,
            values: Vec::with_capacity(table.columns().len()),
            unhashed: PendingPasswords::default(),
            error: None,
            now: now(),
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
}

/// The changed columns of a row, by position.
#[derive(Debug)]
pub struct Assignments {
    table: &'static Table,
    set: Vec<Assignment>,
    unhashed: PendingPasswords,
    error: Option<Error>,
    now: DateTime<Utc>,
}

impl Assignments {
    /// Fills the changes of validated input, of server code, and of steps.
    pub(crate) fn fill<M: Model>(
        patch: Validated<M::Update>,
        server: M::ServerUpdate,
        steps: Vec<Result<Assignment>>,
    ) -> Result<PendingWrite<Vec<Assignment>>> {
        let mut row = Self::new(M::table());
        // Before the patch: its `touch` sets a column only after another one was set.
        for step in steps {
            let step = step?;
            row.refuse_second(step.column);
            row.set.push(step);
        }
        patch.0.put(server, &mut row);
        row.finish()
    }

    /// Fills a change that the engine makes itself, with the columns that every update generates.
    pub(crate) fn of_engine<M: Model>(change: Assignment) -> Result<Hashed<Vec<Assignment>>> {
        let mut row = Self::new(M::table());
        row.set.push(change);
        M::Update::default().put(M::ServerUpdate::default(), &mut row);
        Ok(Hashed(row.finish()?.values))
    }

    /// Fills the changes that server code makes, whose values were checked by their types.
    #[cfg(feature = "auth")]
    pub(crate) fn fill_with<M: Model>(
        put: impl FnOnce(&mut Self),
    ) -> Result<PendingWrite<Vec<Assignment>>> {
        let mut row = Self::new(M::table());
        put(&mut row);
        row.finish()
    }

    fn new(table: &'static Table) -> Self {
        Self {
            table,
            set: Vec::new(),
            unhashed: PendingPasswords::default(),
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
        let stored = (column.store)(value)
            .and_then(|value| canonical(column, value))
            .and_then(|value| check_readable(column, &value).map(|()| value));
        self.refuse_second(at);
        match stored {
            Ok(value) => self.set.push(Assignment::set(at, value)),
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
            self.unhashed.add(self.set.len(), column.sent, password);
        }
        self.set
            .push(Assignment::set(at, Value::Null(column.def().kind)));
    }

    /// Sets the column at this position to a generated value, if any other column changes and a
    /// step does not set this one.
    pub fn touch<T>(&mut self, at: usize, column: &Access<T>) {
        if self.set.is_empty() || self.changes(at) {
            return;
        }
        if let Some(value) = column.generate.and_then(|generate| generate(self.now)) {
            self.set(at, column, value);
        }
    }

    fn finish(mut self) -> Result<PendingWrite<Vec<Assignment>>> {
        if let (Some(at), false) = (self.table.version_position(), self.set.is_empty()) {
            self.refuse_second(at);
            self.set.push(next_version(self.table, at));
        }
        PendingWrite::of(self.table, self.set, self.unhashed, self.error)
    }

    /// Refuses a second change of a column.
    fn refuse_second(&mut self, at: usize) {
        if self.changes(at) {
            self.twice(at);
        }
    }

    fn changes(&self, at: usize) -> bool {
        self.set.iter().any(|assignment| assignment.column == at)
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

/// Returns the assignment that counts one more change of a row.
pub(crate) fn next_version(table: &Table, at: usize) -> Assignment {
    Assignment::increment(at, version_value(table, at, 1))
}

/// Input whose rules hold: the first stage of every write.
#[derive(Debug)]
pub(crate) struct Validated<T>(T);

impl<T: Validate> Validated<T> {
    /// Checks the rules of the input.
    pub(crate) fn check(table: &'static Table, input: T) -> Result<Self> {
        match input.validate() {
            Ok(()) => Ok(Self(input)),
            Err(fields) => Err(Error::validation(table, fields)),
        }
    }
}

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

impl PendingWrite<Vec<Assignment>> {
    /// Returns true if nothing changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the positions of the columns to which a number is added.
    pub(crate) fn incremented(&self) -> impl Iterator<Item = usize> + '_ {
        let steps = self.values.iter().filter(|set| set.increments);
        steps.map(|set| set.column)
    }
}

impl PendingWrite<Vec<Value>> {
    /// Returns the value of the column at this position.
    pub(crate) fn value(&self, at: usize) -> Option<&Value> {
        self.values.get(at)
    }
}

impl<T: Columns> PendingWrite<T> {
    /// Hashes the passwords, and returns the write that is complete.
    pub(crate) async fn hash(mut self, db: Connection<'_>) -> Result<Hashed<T>> {
        if !self.unhashed.is_empty() {
            let hashes = Box::pin(self.unhashed.hash(db.passwords(), self.table)).await?;
            for (index, hash) in hashes {
                if let Some(value) = self.values.value_mut(index) {
                    *value = hash;
                }
            }
        }
        Ok(Hashed(self.values))
    }
}

/// The columns of a write, by the index at which they were filled.
pub(crate) trait Columns {
    fn value_mut(&mut self, index: usize) -> Option<&mut Value>;
}

impl Columns for Vec<Value> {
    fn value_mut(&mut self, index: usize) -> Option<&mut Value> {
        self.get_mut(index)
    }
}

impl Columns for Vec<Assignment> {
    fn value_mut(&mut self, index: usize) -> Option<&mut Value> {
        self.get_mut(index).map(|assignment| &mut assignment.value)
    }
}

/// The columns of a write, validated and filled, whose passwords are hashed.
#[derive(Debug, Clone)]
pub(crate) struct Hashed<T>(T);

impl<T> Hashed<T> {
    /// Returns the same columns in another form.
    pub(crate) fn map<U>(self, form: impl FnOnce(T) -> U) -> Hashed<U> {
        Hashed(form(self.0))
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Returns the value in the canonical form of its column.
pub(super) fn canonical<T>(column: &Access<T>, value: Value) -> Result<Value, Unstorable> {
    match (column.def().canonical, value) {
        (Some(canonical), Value::Text(text)) => (canonical.of)(&text)
            .map(Value::Text)
            .ok_or_else(|| Unstorable::new(canonical.code, canonical.message)),
        (_, value) => Ok(value),
    }
}

/// Returns the current time in the precision that is stored.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
