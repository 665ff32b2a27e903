//! Writes of a model with hooks: in a transaction, with their rows before and after.

use std::collections::HashMap;
use std::sync::Arc;

use crate::db::event::{Change, Event};
use crate::db::executor::{Connection, Executor as _, TxScope};
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::driver::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::{call, create, rows};
use crate::model::hooks::HookTable;
use crate::model::{Model, argument};
use crate::sql::render::select;
use crate::stmt::condition::Condition;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::select::{Deleted, Lock, Shape};
use crate::stmt::workload::Workload;
use crate::value::Value;

/// A write, to be run in the transaction of its hooks; once more where that starts again.
pub(crate) type Write<R> = Box<dyn for<'t> Fn(Connection<'t>) -> Operation<'t, R> + Send + Sync>;

/// A write of new rows, none where they may not be written.
pub(crate) type Create<M> = Box<
    dyn for<'t> Fn(Connection<'t>, Vec<Vec<Value>>) -> Operation<'t, Option<Vec<M>>> + Send + Sync,
>;

/// Which rows a write is about, and whether those are all: a query's are counted.
pub(crate) struct Rows<R> {
    pub(crate) shape: Shape,
    /// The number of rows that were written, where the write says it.
    pub(crate) counted: Option<fn(&R) -> u64>,
}

/// Creates rows, none where the write says that there are none.
pub(crate) fn created<'a, M: Model>(
    db: Connection<'a>,
    hooks: HookTable<M>,
    values: Vec<Vec<Value>>,
    write: Create<M>,
) -> Operation<'a, Option<Vec<M>>> {
    let shared = Arc::new((values, write));
    in_unit(db, move |tx| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (values, write) = &*shared;
            (hooks.before_create)(tx, &create::read_all(values)?).await?;
            let Some(rows) = write(tx.connection(), values.clone()).await? else {
                return Ok(None);
            };
            (hooks.after_create)(tx, &rows).await?;
            if tx.listeners().hear::<M>() {
                for row in create::read_again(values, &rows)? {
                    tx.tell(Event::Created(row));
                }
            }
            Ok(Some(rows))
        })
    })
}

/// Changes rows.
pub(crate) fn changed<'a, M: Model, R: Send + Sync + 'static>(
    db: Connection<'a>,
    hooks: HookTable<M>,
    rows: Rows<R>,
    write: Write<R>,
) -> Operation<'a, R> {
    let shared = Arc::new((rows, write));
    in_unit(db, move |tx| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (rows, write) = &*shared;
            let before = find::<M>(tx, rows.shape.clone()).await?;
            if before.is_empty() {
                // Why there is none is said by the write.
                return write(tx.connection()).await;
            }
            (hooks.before_update)(tx, &before).await?;
            let result = write(tx.connection()).await?;
            rows.check(&result, before.len())?;
            let changes = compared(tx, before).await?;
            (hooks.after_update)(tx, &changes).await?;
            for change in changes {
                tx.tell(Event::Updated(change));
            }
            Ok(result)
        })
    })
}

/// Deletes rows.
pub(crate) fn deleted<'a, M: Model, R: Send + Sync + 'static>(
    db: Connection<'a>,
    hooks: HookTable<M>,
    rows: Rows<R>,
    write: Write<R>,
) -> Operation<'a, R> {
    let shared = Arc::new((rows, write));
    in_unit(db, move |tx| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (rows, write) = &*shared;
            let before = find::<M>(tx, rows.shape.clone()).await?;
            if before.is_empty() {
                return write(tx.connection()).await;
            }
            (hooks.before_delete)(tx, &before).await?;
            let result = write(tx.connection()).await?;
            rows.check(&result, before.len())?;
            (hooks.after_delete)(tx, &before).await?;
            for row in before {
                tx.tell(Event::Deleted(row));
            }
            Ok(result)
        })
    })
}

/// Runs it in a transaction of its own, or in a part of the one that there is.
fn in_unit<'a, R: Send + 'static>(
    db: Connection<'a>,
    run: impl for<'t> Fn(&'t Tx) -> Operation<'t, R> + Send + Sync + 'static,
) -> Operation<'a, R> {
    Box::pin(async move {
        let run = &run;
        match db.unit() {
            TxScope::Db(db) => db.transaction(async |tx: &Tx| run(tx).await).await,
            TxScope::Tx(tx) => tx.savepoint(async |tx: &Tx| run(tx).await).await,
        }
    })
}

impl<R> Rows<R> {
    /// The row with this key.
    pub(crate) fn with_key<M: Model>(key: &Value, deleted: Deleted) -> Result<Self> {
        let column = M::table().key().ok_or_else(protocol_error)?;
        Ok(Self {
            shape: Shape::where_equal(column, key.clone(), deleted),
            counted: None,
        })
    }

    /// Refuses a write of other rows than the hooks have seen, which only they can bring about: the transaction sees one moment.
    fn check(&self, result: &R, seen: usize) -> Result<()> {
        match self.counted {
            Some(counted) if counted(result) != seen as u64 => Err(Error::new(
                ErrorKind::Misuse,
                "a hook changed which rows the write is about; leave their conditions alone in `before_update` and `before_delete`",
            )),
            _ => Ok(()),
        }
    }
}

impl Rows<u64> {
    /// The rows of a query that counts those that it writes.
    pub(crate) const fn of(shape: Shape) -> Self {
        Self {
            shape,
            counted: Some(|count| *count),
        }
    }
}

/// Reads the rows, so that nobody else changes them.
async fn find<M: Model>(tx: &Tx, mut shape: Shape) -> Result<Vec<M>> {
    let (db, table) = (tx.connection(), M::table());
    shape.lock = db.dialect().capabilities.row_locks.map(|_| Lock::Waits);
    let (sql, values) = select::rows(table, db.dialect(), &shape, None, 0)?;
    let call = Call::new(
        table,
        sql,
        values,
        rows::Rows::<M>::boxed(),
        Workload::LongRead,
    );
    call::all(db.run(call).await?)
}

/// The rows as they are now, each beside what it was.
async fn compared<M: Model>(tx: &Tx, before: Vec<M>) -> Result<Vec<Change<M>>> {
    let (db, table) = (tx.connection(), M::table());
    let column = table.key().ok_or_else(protocol_error)?;
    let keys = before.iter().map(|row| argument::key_value::<M>(row.key()));
    let keys = keys.collect::<Result<Vec<_>>>()?;
    let mut after = HashMap::with_capacity(before.len());
    for values in keys.chunks(MAX_BIND_PARAMS) {
        let is_one = Condition::one_of(column, values.to_vec());
        let shape = Shape::of(vec![is_one], Deleted::With);
        let (sql, values) = select::rows(table, db.dialect(), &shape, None, 0)?;
        let call = Call::new(
            table,
            sql,
            values,
            rows::Rows::<M>::boxed(),
            Workload::LongRead,
        );
        for row in call::all::<M>(db.run(call).await?)? {
            after.insert(LoadKey::of(&argument::key_value::<M>(row.key())?), row);
        }
    }
    let changes = before.into_iter().zip(keys).map(|(before, key)| {
        let after = after
            .remove(&LoadKey::of(&key))
            .ok_or_else(protocol_error)?;
        Ok(Change { before, after })
    });
    changes.collect()
}
