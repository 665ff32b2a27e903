//! Upserts of many rows: one query finds those that exist, and one INSERT creates the others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::db::executor::{Connection, Executor as _, TxScope};
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::driver::seam::{Call, Sink};
use crate::error::{Result, protocol_error};
use crate::exec::atomic::in_transaction;
use crate::exec::call::busy;
use crate::exec::loaded_rows::value;
use crate::exec::unique_group::UniqueGroup;
use crate::exec::upsert::{Upsert, changed, update_existing, values_of};
use crate::exec::write::Write;
use crate::exec::{create, pipeline};
use crate::model::reader::Reader;
use crate::model::unique_by::UniqueBy;
use crate::model::write::Hashed;
use crate::model::{IntoNew, Model};
use crate::sql::render::select;
use crate::stmt::condition::Condition;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::select::{Deleted, Lock, Select};
use crate::stmt::workload::Workload;
use crate::value::Value;
use crate::value::row::Row;

/// The most combinations of several columns that one query looks up.
const MAX_COMBINATIONS: usize = 500;

/// The most times that rows are looked up again because another writer has created one of them.
const MAX_CONFLICTS: usize = 16;

/// The treatment of the rows that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExistingRows {
    /// They are not changed.
    Stay,
    /// They are updated with the values that the inputs have.
    Take,
}

/// One input.
struct Wanted {
    row: Hashed<Vec<Value>>,
    /// The positions of the columns that a row that exists takes.
    changed: Vec<usize>,
    /// The conditions for the row that exists; none where a null makes it a new one.
    filters: Option<Vec<Condition>>,
    key: Option<UniqueKey>,
}

/// The values of the unique columns.
type UniqueKey = Vec<LoadKey>;

/// Finds the rows that have the inputs' values in the unique columns, or creates them: all of them
/// or none. Returns them in the order of the inputs.
pub(crate) fn upsert_many<'a, M: Model>(
    db: Connection<'a>,
    unique: &impl UniqueBy<M>,
    inputs: impl IntoIterator<Item: IntoNew<M>>,
    existing: ExistingRows,
) -> Operation<'a, Vec<Upsert<M>>> {
    let unique = UniqueGroup::of::<M>(&unique.positions());
    let filled = inputs.into_iter().map(|input| {
        let new = input.into_new();
        Ok((new.columns(), create::fill(new)?))
    });
    let filled = filled.collect::<Result<Vec<_>>>();
    Box::pin(async move {
        let (table, unique) = (M::table(), Arc::new(unique?));
        let mut wanted = Vec::new();
        for (given, row) in filled? {
            let row = row.hash(db).await?;
            let filters = unique.filters(|position| row.get(position))?;
            let keys = unique
                .columns
                .iter()
                .map(|(position, _)| row.get(*position));
            wanted.push(Wanted {
                changed: changed(table, &unique, given),
                key: keys.map(|value| LoadKey::of(value?)).collect(),
                filters,
                row,
            });
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = Arc::new(wanted);
        let is_own = matches!(db.tx_scope(), TxScope::Db(_));
        let mut conflicts = 0;
        loop {
            let (group, wanted) = (Arc::clone(&unique), Arc::clone(&wanted));
            let written = in_transaction(db, move |tx| {
                let (group, wanted) = (Arc::clone(&group), Arc::clone(&wanted));
                Box::pin(async move { write_all(tx, &group, &wanted, existing).await })
            });
            match written.await {
                // Another writer has created one of the rows meanwhile.
                Err(error)
                    if is_own && unique.is_taken(&error, table) && conflicts < MAX_CONFLICTS =>
                {
                    let is_in_lower = unique.is_taken_in_lower(&error, table);
                    conflicts += if is_in_lower { MAX_CONFLICTS / 4 } else { 1 };
                }
                result => return result,
            }
        }
    })
}

async fn write_all<M: Model>(
    tx: &Tx,
    unique: &UniqueGroup,
    wanted: &[Wanted],
    existing: ExistingRows,
) -> Result<Vec<Upsert<M>>> {
    let db = tx.connection();
    let all = vec![true; wanted.len()];
    let mut found = find::<M>(db, unique, wanted, &all, existing).await?;
    let is_new = new_ones(wanted, &found);
    let new = wanted.iter().zip(&is_new).filter(|(_, is_new)| **is_new);
    let new: Vec<_> = new.map(|(input, _)| input.row.clone()).collect();
    let mut created = Vec::new();
    if !new.is_empty() {
        let insert = Write::insert(new, Vec::new());
        created = pipeline::write::<M>(db, insert).await?.rows;
    }
    let rest = is_new.iter().zip(&found);
    let rest: Vec<bool> = rest.map(|(new, found)| !new && found.is_none()).collect();
    if rest.contains(&true) {
        let rest = find::<M>(db, unique, wanted, &rest, existing).await?;
        for (found, row) in found.iter_mut().zip(rest) {
            *found = found.take().or(row);
        }
    }
    let mut created = created.into_iter();
    let mut written = Vec::with_capacity(wanted.len());
    for ((input, is_new), found) in wanted.iter().zip(is_new).zip(found) {
        written.push(if is_new {
            Upsert::Created(created.next().ok_or_else(protocol_error)?)
        } else {
            let row = found.ok_or_else(|| busy(M::table()))?;
            Upsert::Existing(match existing {
                ExistingRows::Stay => row,
                ExistingRows::Take => take::<M>(db, input, row).await?,
            })
        });
    }
    Ok(written)
}

/// Returns for each input whether it is a new row. Of several inputs with one value, the first is
/// created, and the others find it.
fn new_ones<M>(wanted: &[Wanted], found: &[Option<M>]) -> Vec<bool> {
    let mut seen = HashSet::new();
    let inputs = wanted.iter().zip(found);
    let new = inputs.map(|(input, found)| {
        found.is_none() && input.key.as_ref().is_none_or(|key| seen.insert(key))
    });
    new.collect()
}

/// Updates a row that exists with the values of the input, and returns it.
async fn take<M: Model>(db: Connection<'_>, input: &Wanted, row: M) -> Result<M> {
    let set = values_of(M::table(), &input.changed, input.row.clone());
    if set.is_empty() {
        return Ok(row);
    }
    let filters = input.filters.as_deref().unwrap_or_default();
    let updated = update_existing(db, row.key(), set, filters).await?;
    updated.ok_or_else(|| busy(M::table()))
}

/// Returns for each input the row that has its values in the unique columns.
async fn find<M: Model>(
    db: Connection<'_>,
    unique: &UniqueGroup,
    wanted: &[Wanted],
    sought: &[bool],
    existing: ExistingRows,
) -> Result<Vec<Option<M>>> {
    let columns = unique.columns.iter().map(|(position, _)| *position);
    let mut found = Box::new(Found::<M> {
        columns: columns.collect(),
        indexes: HashMap::new(),
        rows: wanted.iter().map(|_| None).collect(),
    });
    let mut filters = Vec::new();
    for (index, (input, is_sought)) in wanted.iter().zip(sought).enumerate() {
        let (Some(key), Some(filter), true) = (&input.key, &input.filters, is_sought) else {
            continue;
        };
        let indexes = found.indexes.entry(key.clone()).or_default();
        if indexes.is_empty() {
            filters.push(filter);
        }
        indexes.push(index);
    }
    let most = match unique.columns.as_slice() {
        [_] => MAX_BIND_PARAMS,
        _ => MAX_COMBINATIONS,
    };
    for filters in filters.chunks(most) {
        let mut select = Select::of(vec![one_of(filters)], Deleted::Without);
        if existing == ExistingRows::Take {
            select.lock = db.dialect().capabilities.row_locks.map(|_| Lock::Waits);
        }
        let (sql, values) = select::rows(M::table(), db.dialect(), &select, None, 0)?;
        let call = Call::new(M::table(), sql, values, found, Workload::LongRead);
        found = Box::new(db.run(call).await?.into::<Found<M>>()?);
    }
    Ok(found.rows)
}

/// Returns the condition that one of the conjunctions is true.
fn one_of(filters: &[&Vec<Condition>]) -> Condition {
    let equals = filters.iter().map(|filters| match filters.as_slice() {
        [filter] => filter.as_equal(),
        _ => None,
    });
    let values = equals.collect::<Option<Vec<_>>>();
    match values.as_deref() {
        Some([(column, _), ..]) => {
            let values = values.iter().flatten().map(|(_, value)| (*value).clone());
            Condition::one_of(column, values.collect())
        }
        _ => Condition::Any(
            filters
                .iter()
                .map(|all| Condition::All((*all).clone()))
                .collect(),
        ),
    }
}

/// Collects the rows that were looked up, one for each input.
struct Found<M> {
    /// The positions of the unique columns.
    columns: Vec<usize>,
    /// The inputs with these values.
    indexes: HashMap<UniqueKey, Vec<usize>>,
    rows: Vec<Option<M>>,
}

impl<M: Model> Sink for Found<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let table = M::table();
        let mut key = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            key.extend(LoadKey::of(&value(row, *column, table, *column)?));
        }
        for index in self.indexes.get(&key).into_iter().flatten() {
            if let Some(found) = self.rows.get_mut(*index) {
                *found = Some(M::read(&mut Reader::new(row, table))?);
            }
        }
        Ok(())
    }
}
