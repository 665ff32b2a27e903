//! A row that may be there already: found by a unique value, and otherwise created.

use std::sync::Arc;

use super::change::writing;
use super::insert::{self, values};
use super::{call, lost, one_or_none};
use crate::driver::{Call, Work, Writes};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Handle, Rows};
use crate::model::{IntoNew, Model};
use crate::operation::Operation;
use crate::statement;
use crate::table::{ColumnDef, Table};
use crate::value::Value;
use crate::write::{Changed, version_value};

/// How often a row is looked for and created before it is said that others are in the way.
const TRIES: usize = 8;

/// A row, and whether it was there before; what [`Crud::upsert`](crate::Crud::upsert) and
/// [`Crud::find_or_create`](crate::Crud::find_or_create) return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert<M> {
    /// The row was created.
    Created(M),
    /// The row was there.
    Existing(M),
}

impl<M> Upsert<M> {
    /// Returns the row.
    pub fn into_row(self) -> M {
        match self {
            Self::Created(row) | Self::Existing(row) => row,
        }
    }

    /// Returns true if the row was created.
    pub const fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// What becomes of a row that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It stays as it is.
    Stays,
    /// It gets what the input says.
    Changes,
}

/// Finds the row that has the input's value in the column at this position, or creates it.
pub(super) fn upserting<'a, M: Model>(
    db: Handle<'a>,
    at: usize,
    input: impl IntoNew<M>,
    existing: Existing,
) -> Operation<'a, Upsert<M>> {
    let input = values(input);
    Box::pin(async move {
        let (table, input) = (M::table(), input?);
        let unique = input.value(at).ok_or_else(lost)?.clone();
        // A null is like no other.
        let can_be_there = !matches!(unique, Value::Null(_));
        let at_once = (existing == Existing::Changes && can_be_there)
            .then(|| OneStatement::of(db, table, at))
            .flatten();
        if let Some(statement) = at_once {
            return statement.run(db, input.hashed(db).await?).await;
        }
        let mut found = None;
        if can_be_there {
            found = find::<M>(db, at, &unique).await?;
        }
        if existing == Existing::Stays
            && let Some(row) = found.take()
        {
            // What is only looked for needs no hash.
            return Ok(Upsert::Existing(row));
        }
        let row = input.hashed(db).await?;
        let mut met = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                // In a transaction this is refused: it ended with what it met.
                found = find::<M>(db, at, &unique)
                    .await
                    .map_err(|error| met.take().unwrap_or(error))?;
            }
            match (found.take(), existing) {
                (None, _) => {}
                (Some(row), Existing::Stays) => return Ok(Upsert::Existing(row)),
                (Some(there), Existing::Changes) => match change(db, there, &row, at).await {
                    // It was deleted meanwhile.
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    changed => return changed.map(Upsert::Existing),
                },
            }
            let (pending, call) = insert::one(db, row.clone())?;
            match db.run(call).await {
                Ok(done) => return insert::only(pending.written(done)?).map(Upsert::Created),
                Err(error) if can_be_there && is_about(&error, table, at) => met = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(met.unwrap_or_else(|| busy(table)))
    })
}

/// The row was deleted before each of the changes.
#[cold]
fn busy(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!("others delete this `{model}` all the time; try again");
    Error::new(ErrorKind::Busy, message).with_model(table)
}

/// An upsert in one statement. Whether the row is a new one is seen by its key, so that has to be made here.
struct OneStatement(Arc<str>);

impl OneStatement {
    fn of(db: Handle<'_>, table: &'static Table, at: usize) -> Option<Self> {
        let (key, unique) = (table.key()?, table.columns().get(at)?);
        let is_known = key.auto && !key.made_by_database() && !unique.key;
        let changing: Vec<_> = changing(table, at).map(|(_, column)| column).collect();
        if !db.dialect().upserts || !is_known || changing.is_empty() {
            return None;
        }
        let version = table.version_position();
        let version = version.and_then(|at| table.columns().get(at));
        let sql = statement::upsert(table, db.dialect(), unique, &changing, version);
        Some(Self(sql))
    }

    async fn run<M: Model>(self, db: Handle<'_>, row: Vec<Value>) -> Result<Upsert<M>> {
        let table = M::table();
        let sent = row.get(table.key_position()).cloned();
        let call = Call {
            writes: Writes::NewRow,
            ..call(table, self.0, row, Rows::<M>::boxed(), Work::ShortWrite)
        };
        let row = one_or_none::<M>(db.run(call).await?)?.ok_or_else(lost)?;
        let key = super::key_value::<M>(row.key())?;
        Ok(if sent == Some(key) {
            Upsert::Created(row)
        } else {
            Upsert::Existing(row)
        })
    }
}

/// The columns that an upsert changes, with their positions.
fn changing(
    table: &'static Table,
    unique: usize,
) -> impl Iterator<Item = (usize, &'static ColumnDef)> {
    let columns = table.columns().iter().enumerate();
    columns.filter(move |(at, column)| !column.once && !column.key && *at != unique)
}

async fn find<M: Model>(db: Handle<'_>, at: usize, value: &Value) -> Result<Option<M>> {
    let table = M::table();
    let sql = table.texts(db.dialect()).find_by.get(at).map(Arc::clone);
    let (values, rows) = (vec![value.clone()], Rows::<M>::boxed());
    let call = call(table, sql.ok_or_else(lost)?, values, rows, Work::ShortRead);
    one_or_none(db.run(call).await?)
}

/// Writes what the input says to the row, but for what never changes.
async fn change<M: Model>(db: Handle<'_>, row: M, input: &[Value], unique: usize) -> Result<M> {
    let table = M::table();
    let set = |(at, _): (usize, _)| Some((at, input.get(at)?.clone()));
    let mut sets: Vec<_> = changing(table, unique).filter_map(set).collect();
    if sets.is_empty() {
        return Ok(row);
    }
    let mut adding = Vec::new();
    if let Some(at) = table.version_position() {
        sets.push((at, version_value(table, at, 1)));
        adding.push(at);
    }
    let key = super::key_value::<M>(row.key())?;
    let changed: Changed = (sets, adding);
    writing(db, key, None, changed).await
}

/// True if the error says that the value of this column is taken.
fn is_about(error: &Error, table: &'static Table, at: usize) -> bool {
    let column = table.columns().get(at);
    let columns = column.map(|column| vec![column.name.to_owned()]);
    let constraint = columns.and_then(|columns| table.unique_constraint(&columns));
    error.kind() == ErrorKind::Conflict && error.constraint() == constraint.as_deref()
}
