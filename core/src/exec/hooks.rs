//! The hooks of a write: they run in its transaction, before and after it, and receive its rows.

use std::collections::HashMap;

use crate::db::event::{Change, Event};
use crate::db::executor::{Connection, Executor as _, TxScope};
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::driver::seam::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::call;
use crate::exec::new_rows::{read_again, read_all};
use crate::exec::rows::Rows;
use crate::exec::write::{Effect, Statement, Write, Written};
use crate::model::hooks::HookTable;
use crate::model::{Model, argument};
use crate::sql::render::select;
use crate::stmt::condition::Condition;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::select::{Deleted, Lock, Select};
use crate::stmt::workload::Workload;
use crate::value::Value;

/// A write whose hooks have run before it, or whose model has none.
pub(crate) struct Hooked(Write);

impl Hooked {
    pub(crate) fn into_write(self) -> Write {
        self.0
    }
}

/// The stages after the hooks.
type Next<M> = for<'t> fn(Connection<'t>, Hooked) -> Operation<'t, Written<M>>;

/// Runs the write, and where the model has hooks, in one transaction with them.
pub(crate) fn run<M: Model>(
    db: Connection<'_>,
    write: Write,
    next: Next<M>,
) -> Operation<'_, Written<M>> {
    let Some(hooks) = M::HOOKS else {
        return next(db, Hooked(write));
    };
    in_transaction(db, move |tx| {
        let write = write.clone();
        Box::pin(async move {
            let seen = Seen::before(tx, hooks, &write).await?;
            let written = next(tx.connection(), Hooked(write)).await?;
            seen.after(tx, hooks, &written).await?;
            Ok(written)
        })
    })
}

/// The rows that the hooks before a write received.
enum Seen<M> {
    /// The values of new rows; empty if no listener receives them.
    New(Vec<Vec<Value>>),
    /// Rows that are updated.
    Updated(Vec<M>),
    /// Rows that are deleted.
    Deleted(Vec<M>),
    /// No rows. The write itself returns the reason.
    Nothing,
}

impl<M: Model> Seen<M> {
    /// Calls the hooks before the write.
    async fn before(tx: &Tx, hooks: HookTable<M>, write: &Write) -> Result<Self> {
        match write.statement() {
            Statement::Insert(rows) => {
                (hooks.before_create)(tx, &read_all(rows)?).await?;
                let is_heard = tx.listeners().hear::<M>();
                return Ok(Self::New(if is_heard { rows.clone() } else { Vec::new() }));
            }
            // A model with hooks has no upsert in one statement.
            Statement::Upsert(..) => return Ok(Self::Nothing),
            Statement::Update(..) | Statement::Delete(..) => {}
        }
        let Some(select) = write.rows_before() else {
            return Ok(Self::Nothing);
        };
        let rows = find::<M>(tx, select).await?;
        if rows.is_empty() {
            return Ok(Self::Nothing);
        }
        if write.effect() == Effect::Delete {
            (hooks.before_delete)(tx, &rows).await?;
            return Ok(Self::Deleted(rows));
        }
        (hooks.before_update)(tx, &rows).await?;
        Ok(Self::Updated(rows))
    }

    /// Calls the hooks after the write, and keeps its events until the commit.
    async fn after(self, tx: &Tx, hooks: HookTable<M>, written: &Written<M>) -> Result<()> {
        match self {
            Self::Nothing => {}
            Self::New(values) => {
                (hooks.after_create)(tx, &written.rows).await?;
                for row in read_again(values, &written.rows)? {
                    tx.tell(Event::Created(row));
                }
            }
            Self::Updated(before) => {
                check_count(before.len(), written)?;
                let changes = compared(tx, before).await?;
                (hooks.after_update)(tx, &changes).await?;
                for change in changes {
                    tx.tell(Event::Updated(change));
                }
            }
            Self::Deleted(before) => {
                check_count(before.len(), written)?;
                (hooks.after_delete)(tx, &before).await?;
                for row in before {
                    tx.tell(Event::Deleted(row));
                }
            }
        }
        Ok(())
    }
}

/// Rejects a write of other rows than the hooks received. Only hooks can cause it: the transaction
/// reads one snapshot.
fn check_count<M>(seen: usize, written: &Written<M>) -> Result<()> {
    if written.affected != seen as u64 {
        return Err(Error::new(
            ErrorKind::Misuse,
            "a hook changed which rows match the write; do not change the columns of its conditions in `before_update` and `before_delete`",
        ));
    }
    Ok(())
}

/// Runs the closure in a new transaction, or in a savepoint of the transaction of the caller.
fn in_transaction<'a, R: Send + 'static>(
    db: Connection<'a>,
    run: impl for<'t> Fn(&'t Tx) -> Operation<'t, R> + Send + Sync + 'static,
) -> Operation<'a, R> {
    Box::pin(async move {
        let run = &run;
        match db.tx_scope() {
            TxScope::Db(db) => db.transaction(async |tx: &Tx| run(tx).await).await,
            TxScope::Tx(tx) => tx.savepoint(async |tx: &Tx| run(tx).await).await,
        }
    })
}

/// Reads the rows and locks them against other writers.
async fn find<M: Model>(tx: &Tx, mut select: Select) -> Result<Vec<M>> {
    let db = tx.connection();
    select.lock = db.dialect().capabilities.row_locks.map(|_| Lock::Waits);
    read(db, &select).await
}

/// Reads the rows of the query.
async fn read<M: Model>(db: Connection<'_>, select: &Select) -> Result<Vec<M>> {
    let table = M::table();
    let (sql, values) = select::rows(table, db.dialect(), select, None, 0)?;
    let rows = Rows::<M>::boxed();
    let call = Call::new(table, sql, values, rows, Workload::LongRead);
    call::all(db.run(call).await?)
}

/// Returns the rows before and after the write.
async fn compared<M: Model>(tx: &Tx, before: Vec<M>) -> Result<Vec<Change<M>>> {
    let column = M::table().key().ok_or_else(protocol_error)?;
    let keys = before.iter().map(|row| argument::key_value::<M>(row.key()));
    let keys = keys.collect::<Result<Vec<_>>>()?;
    let mut after = HashMap::with_capacity(before.len());
    for values in keys.chunks(MAX_BIND_PARAMS) {
        let is_one = Condition::one_of(column, values.to_vec());
        let select = Select::of(vec![is_one], Deleted::With);
        for row in read::<M>(tx.connection(), &select).await? {
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
