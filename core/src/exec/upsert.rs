//! Upserts: a row that may exist is found by a unique value, and otherwise created.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Result, protocol_error};
use crate::exec::call::{TRIES, busy, one_or_none};
use crate::exec::create;
use crate::exec::pipeline;
use crate::exec::rows::Rows;
use crate::exec::unique_group::UniqueGroup;
use crate::exec::update::update_hashed;
use crate::exec::write::{Write, only};
use crate::model::argument::key_value;
use crate::model::unique_by::UniqueBy;
use crate::model::write::{Hashed, next_version};
use crate::model::{IntoNew, Model};
use crate::sql::render::{insert, select};
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::update::Assignment;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// A row, and whether it existed before; what [`Crud::upsert`](crate::Crud::upsert) and
/// [`Crud::find_or_create`](crate::Crud::find_or_create) return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert<M> {
    /// The row was created.
    Created(M),
    /// The row existed.
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

/// What happens to a row that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays as it is.
    Stays,
    /// It gets the values of the input.
    Changes,
}

/// Finds the row that has the input's values in the unique columns, or creates it.
pub(crate) fn upsert<'a, M: Model>(
    db: Connection<'a>,
    unique: &impl UniqueBy<M>,
    input: impl IntoNew<M>,
    existing: Existing,
) -> Operation<'a, Upsert<M>> {
    let (input, unique) = (
        create::fill(input),
        UniqueGroup::of::<M>(&unique.positions()),
    );
    Box::pin(async move {
        let (table, input, unique) = (M::table(), input?, unique?);
        let filters = unique.filters(|at| input.value(at))?;
        // A null equals no other value.
        let may_exist = filters.is_some();
        let filters = filters.unwrap_or_default();
        // Hooks are told whether the row is created or changed.
        let is_plain = M::HOOKS.is_none();
        let sql = (existing == Existing::Changes && may_exist && is_plain)
            .then(|| one_statement(db, table, &unique))
            .flatten();
        if let Some(sql) = sql {
            return upsert_at_once(db, input.hash(db).await?, sql).await;
        }
        let mut found = None;
        if may_exist {
            found = find::<M>(db, &filters).await?;
        }
        if existing == Existing::Stays
            && let Some(row) = found.take()
        {
            // A row that is only looked for needs no hash.
            return Ok(Upsert::Existing(row));
        }
        let row = input.hash(db).await?;
        let mut met = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                // In a transaction this is refused: it ended with the error.
                found = find::<M>(db, &filters)
                    .await
                    .map_err(|error| met.take().unwrap_or(error))?;
            }
            match (found.take(), existing) {
                (None, _) => {}
                (Some(row), Existing::Stays) => return Ok(Upsert::Existing(row)),
                (Some(stored), Existing::Changes) => {
                    match change(db, stored, row.clone(), &unique).await {
                        // It was deleted meanwhile.
                        Err(error) if error.kind() == ErrorKind::NotFound => continue,
                        changed => return changed.map(Upsert::Existing),
                    }
                }
            }
            match create::insert(db, row.clone(), None).await {
                Ok(row) => return Ok(Upsert::Created(row)),
                Err(error) if may_exist && unique.is_taken(&error, table) => met = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(met.unwrap_or_else(|| busy(table)))
    })
}

/// The SQL of an upsert in one statement. Whether the row is new is seen by its key, so the key has to be generated here.
fn one_statement(
    db: Connection<'_>,
    table: &'static Table,
    unique: &UniqueGroup,
) -> Option<Arc<str>> {
    let key = table.key()?;
    let is_key = unique.columns.iter().any(|(_, column)| column.key);
    let is_known = key.auto && !key.made_by_database() && !is_key;
    let changes: Vec<_> = changes(table, unique).map(|(_, column)| column).collect();
    if !db.dialect().capabilities.upsert || !is_known || changes.is_empty() {
        return None;
    }
    let version = table.version_position();
    let version = version.and_then(|at| table.columns().get(at));
    let unique: Vec<_> = unique.columns.iter().map(|(_, column)| *column).collect();
    let dialect = db.dialect();
    Some(insert::upsert(table, dialect, &unique, &changes, version))
}

async fn upsert_at_once<M: Model>(
    db: Connection<'_>,
    row: Hashed<Vec<Value>>,
    sql: Arc<str>,
) -> Result<Upsert<M>> {
    let sent = row.get(M::table().key_position()).cloned();
    let written = pipeline::write::<M>(db, Write::upsert(row, sql)).await?;
    let row = only(written.rows)?;
    Ok(if sent == Some(key_value::<M>(row.key())?) {
        Upsert::Created(row)
    } else {
        Upsert::Existing(row)
    })
}

/// The columns that an upsert changes, with their positions.
fn changes(
    table: &'static Table,
    unique: &UniqueGroup,
) -> impl Iterator<Item = (usize, &'static ColumnDef)> {
    let columns = table.columns().iter().enumerate();
    let in_group = |at: usize| unique.columns.iter().any(|(other, _)| *other == at);
    columns.filter(move |(at, column)| !column.once && !column.key && !in_group(*at))
}

async fn find<M: Model>(db: Connection<'_>, filters: &[Condition]) -> Result<Option<M>> {
    let table = M::table();
    let only = match filters {
        [filter] => filter.as_equal(),
        _ => None,
    };
    let (sql, values) = match only {
        Some((column, value)) => {
            let mut columns = table.columns().iter();
            let at = columns.position(|other| std::ptr::eq(other, column));
            let texts = db.dialect().prepared(table);
            let sql = at.and_then(|at| texts.find_by.get(at)).map(Arc::clone);
            (sql.ok_or_else(protocol_error)?, vec![value.clone()])
        }
        None => {
            let shape = Select::of(filters.to_vec(), Deleted::Without);
            select::rows(table, db.dialect(), &shape, Some(1), 0)?
        }
    };
    let call = Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortRead);
    one_or_none(db.run(call).await?)
}

/// Writes the values of the input to the row, except for columns that never change.
async fn change<M: Model>(
    db: Connection<'_>,
    row: M,
    input: Hashed<Vec<Value>>,
    unique: &UniqueGroup,
) -> Result<M> {
    let table = M::table();
    let set = input.map(|values| {
        let set = |(at, _): (usize, _)| Some(Assignment::set(at, values.get(at)?.clone()));
        changes(table, unique).filter_map(set).collect::<Vec<_>>()
    });
    if set.is_empty() {
        return Ok(row);
    }
    let version = table.version_position();
    let version = version.map(|at| next_version(table, at));
    let set = set.map(|set| set.into_iter().chain(version).collect());
    update_hashed(db, key_value::<M>(row.key())?, None, set).await
}
