//! Changing and deleting one row: by its key, and only as it was read where its model counts changes.

use std::sync::Arc;

use validator::Validate;

use crate::db::executor::Connection;
use crate::db::operation;
use crate::db::operation::Operation;
use crate::driver::seam::{Call, FkHint};
use crate::driver::sinks::{Integers, Nothing};
use crate::error::{Error, Result};
use crate::exec::call::one_or_none;
use crate::exec::rows::Rows;
use crate::exec::with_hooks;
use crate::model::write::{Assignments, Changed, PendingWrite, now, version_value};
use crate::model::{IntoChanges, Model, Patches};
use crate::sql::render::{prepared, select};
use crate::stmt::aggregate::Computed;
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::select::{Deleted, Shape};
use crate::stmt::update::Update;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::{Kind, Value};

/// The changes, validated.
pub(crate) fn changed<M: Model>(changes: impl IntoChanges<M>) -> Result<PendingWrite<Changed>> {
    let (patch, server, steps) = changes.into_changes().into_parts();
    let table = M::table();
    patch
        .validate()
        .map_err(|fields| Error::validation(table, fields))?;
    let mut sets = Assignments::new(table);
    // Before the patch, which sets what changes with every other column.
    for step in steps {
        let (at, number) = step.map_err(InvalidArgument::into_error)?;
        sets.add(at, number);
    }
    patch.put(server, &mut sets);
    sets.finish()
}

/// Writes the changes to the row with this key, if it was changed as often as this, and reads it back.
pub(crate) fn changing<'a, M: Model>(
    db: Connection<'a>,
    key: Result<Value>,
    version: Option<i64>,
    sets: Result<PendingWrite<Changed>>,
) -> Operation<'a, M> {
    Box::pin(async move {
        let (sets, key) = (sets?.hashed(db).await?, key?);
        writing(db, key, version, sets).await
    })
}

/// Writes these changes to the row with this key, with their hooks, if it was changed as often as this, and reads it back.
pub(crate) async fn writing<M: Model>(
    db: Connection<'_>,
    key: Value,
    version: Option<i64>,
    sets: Changed,
) -> Result<M> {
    let Some(hooks) = M::HOOKS else {
        return written(db, key, version, sets).await;
    };
    let rows = with_hooks::Rows::with_key::<M>(&key, Deleted::Without)?;
    let write: with_hooks::Write<M> =
        Box::new(move |db| Box::pin(written(db, key.clone(), version, sets.clone())));
    with_hooks::changed(db, hooks, rows, write).await
}

async fn written<M: Model>(
    db: Connection<'_>,
    key: Value,
    version: Option<i64>,
    sets: Changed,
) -> Result<M> {
    let call = update_row::<M>(db, key.clone(), version, sets);
    match one_or_none(db.run(call).await?)? {
        Some(row) => Ok(row),
        None => Err(missed::<M>(db, key, version, Deleted::Without).await),
    }
}

fn update_row<M: Model>(
    db: Connection<'_>,
    key: Value,
    version: Option<i64>,
    (sets, adding): Changed,
) -> Call {
    let table = M::table();
    let (columns, mut values): (Vec<usize>, Vec<Value>) = sets.into_iter().unzip();
    let unchanged = version.zip(table.version_position());
    values.extend(unchanged.map(|(version, at)| version_value(table, at, version)));
    values.push(key);
    let unchanged = unchanged.map(|(_, at)| at);
    let updating = Update {
        columns: &columns,
        adding: &adding,
        unchanged,
        deleted: Deleted::Without,
        returns: true,
    };
    let sql = prepared::update(table, db.dialect(), updating);
    Call {
        writes: FkHint::Columns(columns),
        ..Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortWrite)
    }
}

/// Deletes the row with this key, with its hooks, if it was changed as often as this: for good, or by a mark where the model has one.
pub(crate) fn deleting<'a, M: Model>(
    db: Connection<'a>,
    key: Result<Value>,
    version: Option<i64>,
) -> Operation<'a, ()> {
    hooked::<M>(db, key, version, Deleted::Without, deleted::<M>)
}

/// Deletes the row with this key for good, with its hooks, if it was changed as often as this.
pub(crate) fn purging<'a, M: Model>(
    db: Connection<'a>,
    key: Result<Value>,
    version: Option<i64>,
) -> Operation<'a, ()> {
    hooked::<M>(db, key, version, Deleted::With, purged::<M>)
}

/// One of the ways to delete a row.
type Way = for<'t> fn(Connection<'t>, Value, Option<i64>) -> Operation<'t, ()>;

fn hooked<'a, M: Model>(
    db: Connection<'a>,
    key: Result<Value>,
    version: Option<i64>,
    which: Deleted,
    way: Way,
) -> Operation<'a, ()> {
    let (key, hooks) = match (key, M::HOOKS) {
        (Ok(key), Some(hooks)) => (key, hooks),
        (Ok(key), None) => return way(db, key, version),
        (Err(error), _) => return operation::ready(Err(error)),
    };
    match with_hooks::Rows::with_key::<M>(&key, which) {
        Ok(rows) => {
            let write: with_hooks::Write<()> = Box::new(move |db| way(db, key.clone(), version));
            with_hooks::deleted(db, hooks, rows, write)
        }
        Err(error) => operation::ready(Err(error)),
    }
}

fn deleted<M: Model>(db: Connection<'_>, key: Value, version: Option<i64>) -> Operation<'_, ()> {
    let table = M::table();
    let Some((at, _)) = table.deleted() else {
        return purged::<M>(db, key, version);
    };
    Box::pin(async move {
        let mark = Value::Timestamp(now());
        let (columns, values, sql) = marking(db, table, (at, mark), version, Deleted::Without);
        let call = Call {
            writes: FkHint::Rows(columns),
            ..Call::new(
                table,
                sql,
                [values, vec![key.clone()]].concat(),
                Box::new(Nothing),
                Workload::ShortWrite,
            )
        };
        if db.run(call).await?.affected == 0 {
            return Err(missed::<M>(db, key, version, Deleted::Without).await);
        }
        Ok(())
    })
}

/// Takes the mark off the deleted row with this key, with its hooks, if it was changed as often as this, and reads it back.
pub(crate) fn restoring<'a, M: Model>(
    db: Connection<'a>,
    key: Result<Value>,
    version: Option<i64>,
) -> Operation<'a, M> {
    Box::pin(async move {
        let key = key?;
        let Some(hooks) = M::HOOKS else {
            return restored(db, key, version).await;
        };
        let rows = with_hooks::Rows::with_key::<M>(&key, Deleted::Only)?;
        let write: with_hooks::Write<M> = Box::new(move |db| restored(db, key.clone(), version));
        with_hooks::changed(db, hooks, rows, write).await
    })
}

fn restored<M: Model>(db: Connection<'_>, key: Value, version: Option<i64>) -> Operation<'_, M> {
    Box::pin(async move {
        let table = M::table();
        let (at, _) = table.deleted().ok_or_else(crate::error::protocol_error)?;
        let mark = Value::Null(Kind::Timestamp);
        let (columns, values, sql) = marking(db, table, (at, mark), version, Deleted::Only);
        let values = [values, vec![key.clone()]].concat();
        let call = Call {
            writes: FkHint::Columns(columns),
            ..Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortWrite)
        };
        match one_or_none(db.run(call).await?)? {
            Some(row) => Ok(row),
            None => Err(missed::<M>(db, key, version, Deleted::Only).await),
        }
    })
}

/// The columns and values that mark a row as deleted or as not, and the text; the key comes after the values.
fn marking(
    db: Connection<'_>,
    table: &'static Table,
    (at, mark): (usize, Value),
    version: Option<i64>,
    deleted: Deleted,
) -> (Vec<usize>, Vec<Value>, Arc<str>) {
    let (mut columns, mut values) = (vec![at], vec![mark]);
    let counted = table.version_position();
    if let Some(at) = counted {
        columns.push(at);
        values.push(version_value(table, at, 1));
    }
    let unchanged = version.zip(counted);
    values.extend(unchanged.map(|(version, at)| version_value(table, at, version)));
    let updating = Update {
        columns: &columns,
        adding: counted.as_slice(),
        unchanged: unchanged.map(|(_, at)| at),
        deleted,
        returns: deleted == Deleted::Only,
    };
    let sql = prepared::update(table, db.dialect(), updating);
    (columns, values, sql)
}

fn purged<M: Model>(db: Connection<'_>, key: Value, version: Option<i64>) -> Operation<'_, ()> {
    Box::pin(async move {
        let table = M::table();
        let (sql, values) = match version.zip(table.version_position()) {
            None => (
                Arc::clone(&db.dialect().prepared(table).delete),
                vec![key.clone()],
            ),
            Some((version, at)) => (
                prepared::delete_unchanged(table, db.dialect(), at),
                vec![version_value(table, at, version), key.clone()],
            ),
        };
        let call = Call {
            writes: FkHint::Deletion,
            ..Call::new(table, sql, values, Box::new(Nothing), Workload::ShortWrite)
        };
        if db.run(call).await?.affected == 0 {
            return Err(missed::<M>(db, key, version, Deleted::With).await);
        }
        Ok(())
    })
}

/// Why no row was written: it is not there, or it is not as it was read.
#[cold]
async fn missed<M: Model>(
    db: Connection<'_>,
    key: Value,
    version: Option<i64>,
    deleted: Deleted,
) -> Error {
    let table = M::table();
    let gone = match deleted {
        Deleted::Without | Deleted::With => Error::gone,
        Deleted::Only => Error::not_deleted,
    };
    let (Some(_), Some(column)) = (version, table.key()) else {
        return gone(table);
    };
    let shape = Shape::where_equal(column, key, deleted);
    let is_there = async {
        let (sql, values) = select::computed(table, db.dialect(), &shape, Computed::Exists)?;
        let call = Call::new(table, sql, values, Integers::boxed(), Workload::ShortRead);
        crate::exec::call::any(db.run(call).await?)
    };
    match is_there.await {
        Ok(true) => Error::stale(table),
        Ok(false) => gone(table),
        Err(error) => error,
    }
}
