//! Changing and deleting one row: by its key, and only as it was read where its model counts changes.

use std::sync::Arc;

use validator::Validate;

use super::{call, one_or_none};
use crate::driver::{Call, Work, Writes};
use crate::error::{Error, Result};
use crate::executor::{Handle, Integers, Nothing, Rows};
use crate::filter::Wrong;
use crate::model::{IntoChanges, Model, Patches};
use crate::operation::Operation;
use crate::statement;
use crate::value::Value;
use crate::write::{Changed, Filled, Sets, version_value};

/// The changes, validated.
pub(crate) fn changed<M: Model>(changes: impl IntoChanges<M>) -> Result<Filled<Changed>> {
    let (patch, server, steps) = changes.into_changes().into_parts();
    let table = M::table();
    patch
        .validate()
        .map_err(|fields| Error::validation(table, fields))?;
    let mut sets = Sets::new(table);
    // Before the patch, which sets what changes with every other column.
    for step in steps {
        let (at, number) = step.map_err(Wrong::into_error)?;
        sets.add(at, number);
    }
    patch.put(server, &mut sets);
    sets.finish()
}

/// Writes the changes to the row with this key, if it was changed as often as this, and reads it back.
pub(crate) fn changing<'a, M: Model>(
    db: Handle<'a>,
    key: Result<Value>,
    version: Option<i64>,
    sets: Result<Filled<Changed>>,
) -> Operation<'a, M> {
    Box::pin(async move {
        let (sets, key) = (sets?.hashed(db).await?, key?);
        let done = db
            .run(update_row::<M>(db, key.clone(), version, sets))
            .await?;
        match one_or_none(done)? {
            Some(row) => Ok(row),
            None => Err(missed::<M>(db, key, version).await),
        }
    })
}

fn update_row<M: Model>(
    db: Handle<'_>,
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
    let sql = statement::update(table, db.dialect(), &columns, &adding, unchanged);
    Call {
        writes: Writes::Columns(columns),
        ..call(table, sql, values, Rows::<M>::boxed(), Work::ShortWrite)
    }
}

/// Deletes the row with this key, if it was changed as often as this.
pub(crate) fn deleting<'a, M: Model>(
    db: Handle<'a>,
    key: Result<Value>,
    version: Option<i64>,
) -> Operation<'a, ()> {
    Box::pin(async move {
        let (table, key) = (M::table(), key?);
        let (sql, values) = match version.zip(table.version_position()) {
            None => (
                Arc::clone(&table.texts(db.dialect()).delete),
                vec![key.clone()],
            ),
            Some((version, at)) => (
                statement::delete_unchanged(table, db.dialect(), at),
                vec![version_value(table, at, version), key.clone()],
            ),
        };
        let call = Call {
            writes: Writes::Deletion,
            ..call(table, sql, values, Box::new(Nothing), Work::ShortWrite)
        };
        if db.run(call).await?.affected == 0 {
            return Err(missed::<M>(db, key, version).await);
        }
        Ok(())
    })
}

/// Why no row was written: it is not there, or it is not as it was read.
#[cold]
async fn missed<M: Model>(db: Handle<'_>, key: Value, version: Option<i64>) -> Error {
    let table = M::table();
    if version.is_none() {
        return Error::gone(table);
    }
    let sql = Arc::clone(&table.texts(db.dialect()).exists);
    let call = call(table, sql, vec![key], Integers::boxed(), Work::ShortRead);
    match db.run(call).await.and_then(super::any) {
        Ok(true) => Error::stale(table),
        Ok(false) => Error::gone(table),
        Err(error) => error,
    }
}
