//! The hooks of a write: they run in its transaction, before and after it, and receive its rows.

use std::collections::{HashMap, HashSet};

use crate::db::event::{Change, Event};
use crate::db::executor::{Connection, Executor as _};
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::driver::seam::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::atomic::in_transaction;
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
            let (told, writes) = (tx.told(), tx.writes());
            seen.after(tx, hooks, &written, told).await?;
            if tx.writes() == writes {
                return Ok(written);
            }
            latest(tx, written).await
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
        let rows = find::<M>(tx, select.clone()).await?;
        if rows.is_empty() {
            return Ok(Self::Nothing);
        }
        let writes = tx.writes();
        let seen = if write.effect() == Effect::Delete {
            (hooks.before_delete)(tx, &rows).await?;
            Self::Deleted(rows)
        } else {
            (hooks.before_update)(tx, &rows).await?;
            Self::Updated(rows)
        };
        if let (Self::Deleted(rows) | Self::Updated(rows), true) = (&seen, tx.writes() != writes) {
            check_rows(rows, &find(tx, select).await?)?;
        }
        Ok(seen)
    }

    /// Calls the hooks after the write, and keeps its events until the commit: before the events of
    /// what the hooks write.
    async fn after(
        self,
        tx: &Tx,
        hooks: HookTable<M>,
        written: &Written<M>,
        told: usize,
    ) -> Result<()> {
        match self {
            Self::Nothing => {}
            Self::New(values) => {
                (hooks.after_create)(tx, &written.rows).await?;
                let rows = read_again(values, &written.rows)?;
                tx.tell(told, rows.into_iter().map(Event::Created));
            }
            Self::Updated(before) => {
                check_count(before.len(), written)?;
                let changes = compared(tx, before).await?;
                (hooks.after_update)(tx, &changes).await?;
                tx.tell(told, changes.into_iter().map(Event::Updated));
            }
            Self::Deleted(before) => {
                check_count(before.len(), written)?;
                (hooks.after_delete)(tx, &before).await?;
                tx.tell(told, before.into_iter().map(Event::Deleted));
            }
        }
        Ok(())
    }
}

/// Rejects a write whose rows a hook before it changed: other rows match, or other versions. Other
/// columns may differ.
fn check_rows<M: Model>(seen: &[M], now: &[M]) -> Result<()> {
    let identities = |rows: &[M]| {
        let identity = |row: &M| {
            let key = argument::key_value::<M>(row.key())?;
            Ok((LoadKey::of(&key), row.version()))
        };
        rows.iter().map(identity).collect::<Result<HashSet<_>>>()
    };
    if identities(seen)? == identities(now)? {
        Ok(())
    } else {
        Err(changed_rows())
    }
}

/// Rejects a write of another number of rows than the hooks received. Only hooks can cause it: the
/// transaction reads one snapshot.
fn check_count<M>(seen: usize, written: &Written<M>) -> Result<()> {
    if written.affected == seen as u64 {
        Ok(())
    } else {
        Err(changed_rows())
    }
}

#[cold]
fn changed_rows() -> Error {
    Error::new(
        ErrorKind::Misuse,
        "a hook changed the rows of the write, or which rows match it; change these rows in `after_update` instead, and in `before_update` and `before_delete` other rows only",
    )
}

/// Returns the rows that were written as they are after the hooks, which wrote as well.
async fn latest<M: Model>(tx: &Tx, mut written: Written<M>) -> Result<Written<M>> {
    let (_, mut rows) = by_key(tx, &written.rows).await?;
    for row in &mut written.rows {
        // A row that a hook deleted is returned as it was written.
        if let Some(latest) = rows.remove(&LoadKey::of(&argument::key_value::<M>(row.key())?)) {
            *row = latest;
        }
    }
    Ok(written)
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
    let (keys, mut after) = by_key(tx, &before).await?;
    let changes = before.into_iter().zip(keys).map(|(before, key)| {
        let after = after
            .remove(&LoadKey::of(&key))
            .ok_or_else(protocol_error)?;
        Ok(Change { before, after })
    });
    changes.collect()
}

/// Returns the keys of the rows, and the rows as they are now, by key.
async fn by_key<M: Model>(
    tx: &Tx,
    rows: &[M],
) -> Result<(Vec<Value>, HashMap<Option<LoadKey>, M>)> {
    let column = M::table().key().ok_or_else(protocol_error)?;
    let keys = rows.iter().map(|row| argument::key_value::<M>(row.key()));
    let keys = keys.collect::<Result<Vec<_>>>()?;
    let mut found = HashMap::with_capacity(rows.len());
    for values in keys.chunks(MAX_BIND_PARAMS) {
        let is_one = Condition::one_of(column, values.to_vec());
        let select = Select::of(vec![is_one], Deleted::With);
        for row in read::<M>(tx.connection(), &select).await? {
            found.insert(LoadKey::of(&argument::key_value::<M>(row.key())?), row);
        }
    }
    Ok((keys, found))
}
