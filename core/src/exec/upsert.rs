//! Upserts: a row that may exist is found by a unique value, and otherwise created.

use std::sync::Arc;

use crate::db::executor::{Connection, TxScope};
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::call::{Attempts, busy, find_by_sql, one_or_none};
use crate::exec::create;
use crate::exec::pipeline;
use crate::exec::rows::Rows;
use crate::exec::unique_group::UniqueGroup;
use crate::exec::write::{Extent, OnMissing, Write, only};
use crate::model::argument::key_value;
use crate::model::unique_by::UniqueBy;
use crate::model::write::{Columns, Hashed, PendingWrite, next_version};
use crate::model::{Given, IntoNew, Model};
use crate::sql::render::{insert, select};
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::target::Target;
use crate::stmt::update::Assignment;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::Value;

/// The most times that a row is looked up again after a conflict of its lower case. There is none
/// where another application stored it in another spelling.
const MAX_SPELLINGS: u32 = 3;

/// A row, and whether it existed before; returned by [`Crud::upsert`](crate::Crud::upsert),
/// [`Crud::upsert_with`](crate::Crud::upsert_with) and
/// [`Crud::find_or_create`](crate::Crud::find_or_create).
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

/// The treatment of a row that exists.
pub(crate) enum Existing {
    /// It is not changed.
    Stays,
    /// It is updated with the values that the input has.
    Takes,
    /// It is updated with these changes.
    Changes(PendingWrite<Vec<Assignment>>),
}

/// Finds the row that has the input's values in the unique columns, or creates it.
pub(crate) fn upsert<'a, M: Model>(
    db: Connection<'a>,
    unique: &impl UniqueBy<M>,
    input: impl IntoNew<M>,
    existing: Result<Existing>,
) -> Operation<'a, Upsert<M>> {
    let new = input.into_new();
    let given = new.columns();
    let input = create::fill(new);
    let unique = UniqueGroup::of::<M>(&unique.positions());
    Box::pin(async move {
        let (table, input, unique, existing) = (M::table(), input?, unique?, existing?);
        let filters = unique.filters(|position| input.value(position))?;
        // A null equals no other value.
        let may_exist = filters.is_some();
        let filters = filters.unwrap_or_default();
        let changed = changed(table, &unique, given);
        // Hooks differ for a row that is created and one that is updated.
        let is_plain = M::HOOKS.is_none();
        let sql = (matches!(existing, Existing::Takes) && may_exist && is_plain)
            .then(|| one_statement(db, table, &unique, &changed))
            .flatten();
        let mut spellings = 0;
        if let Some(sql) = sql {
            let row = input.hash(db).await?;
            // An error ends the transaction of the caller.
            let is_own = matches!(db.tx_scope(), TxScope::Db(_));
            loop {
                match upsert_at_once(db, row.clone(), Arc::clone(&sql)).await {
                    // A row that another writer has created meanwhile can be in conflict with this
                    // index before it is with the one that the statement names.
                    Err(error)
                        if is_own
                            && unique.is_taken_in_lower(&error, table)
                            && spellings < MAX_SPELLINGS =>
                    {
                        spellings += 1;
                    }
                    result => return result,
                }
            }
        }
        let mut input = HashedOnce::new(input);
        let mut existing = match existing {
            Existing::Stays => OnExisting::Stays,
            Existing::Takes => OnExisting::Takes,
            Existing::Changes(set) => OnExisting::Changes(HashedOnce::new(set)),
        };
        let (mut conflict, mut is_another) = (None, false);
        let mut attempts = Attempts::new();
        while attempts.next().await {
            let mut found = None;
            if may_exist {
                // In a transaction this fails after a conflict, which aborted the transaction.
                found = find::<M>(db, &filters)
                    .await
                    .map_err(|error| conflict.take().unwrap_or(error))?;
            }
            if let Some(row) = found {
                let set = match &mut existing {
                    OnExisting::Stays => return Ok(Upsert::Existing(row)),
                    OnExisting::Takes => values_of(table, &changed, input.get(db).await?),
                    OnExisting::Changes(set) => set.get(db).await?,
                };
                if set.is_empty() {
                    return Ok(Upsert::Existing(row));
                }
                match update_existing(db, row.key(), set, &filters).await? {
                    Some(row) => return Ok(Upsert::Existing(row)),
                    // It was deleted meanwhile, or has another unique value.
                    None => continue,
                }
            }
            // The row that was in the way has other unique values, and these are free.
            if let Some(error) = conflict.take_if(|_| is_another) {
                return Err(error);
            }
            let row = input.get(db).await?;
            match pipeline::write(db, Write::insert(vec![row], Vec::new())).await {
                Ok(written) => return only(written.rows).map(Upsert::Created),
                // A row can be in the way of several columns, of which the database reports one.
                Err(error) if may_exist && is_conflict(&error, table) => {
                    is_another = !unique.is_taken(&error, table);
                    spellings += u32::from(unique.is_taken_in_lower(&error, table));
                    if spellings > MAX_SPELLINGS {
                        return Err(error);
                    }
                    conflict = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(conflict.unwrap_or_else(|| busy(table)))
    })
}

/// Returns true if another row has a unique value of the row that was to be created.
fn is_conflict(error: &Error, table: &'static Table) -> bool {
    error.kind() == ErrorKind::Conflict && error.model() == Some(table.model())
}

/// The treatment of a row that exists, by every attempt of one upsert.
enum OnExisting {
    Stays,
    Takes,
    Changes(HashedOnce<Vec<Assignment>>),
}

/// A write whose passwords are hashed when it is first sent: one that is not sent needs no hash.
enum HashedOnce<T> {
    Pending(Option<PendingWrite<T>>),
    Hashed(Hashed<T>),
}

impl<T: Columns + Clone> HashedOnce<T> {
    const fn new(pending: PendingWrite<T>) -> Self {
        Self::Pending(Some(pending))
    }

    async fn get(&mut self, db: Connection<'_>) -> Result<Hashed<T>> {
        let hashed = match self {
            Self::Hashed(hashed) => return Ok(hashed.clone()),
            Self::Pending(pending) => pending.take().ok_or_else(protocol_error)?.hash(db).await?,
        };
        *self = Self::Hashed(hashed.clone());
        Ok(hashed)
    }
}

/// Returns the SQL of an upsert in one statement. A new row is recognized by its key, so the key
/// must be generated by the client.
fn one_statement(
    db: Connection<'_>,
    table: &'static Table,
    unique: &UniqueGroup,
    changed: &[usize],
) -> Option<Arc<str>> {
    let key = table.key()?;
    let is_key = unique.columns.iter().any(|(_, column)| column.key);
    let is_known = key.auto && !key.made_by_database() && !is_key;
    let dialect = db.dialect();
    if !dialect.capabilities.upsert || !is_known || changed.is_empty() {
        return None;
    }
    let (positions, unique): (_, Vec<_>) = unique.columns.iter().copied().unzip();
    let prepared = dialect.prepared(table);
    Some(prepared.upserts.get(positions, changed, || {
        let column = |position: usize| table.columns().get(position);
        let changes: Vec<_> = changed.iter().filter_map(|at| column(*at)).collect();
        let version = table.version_position().and_then(column);
        insert::upsert(table, dialect, &unique, &changes, version)
    }))
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

/// Returns the positions of the columns that an upsert writes to a row that exists: those that the
/// input has, and those that are generated by every update; never the key, the unique columns, and
/// columns that are written at creation only.
pub(super) fn changed(table: &'static Table, unique: &UniqueGroup, given: Given) -> Vec<usize> {
    let in_group = |position: usize| unique.columns.iter().any(|(other, _)| *other == position);
    let columns = table.columns().iter().enumerate();
    let changed = columns.filter(|(position, column)| {
        let is_sent = column.auto || given.has(*position);
        is_sent && !column.once && !column.key && !in_group(*position)
    });
    changed.map(|(position, _)| position).collect()
}

/// Returns the assignments of the values in these columns.
pub(super) fn values_of(
    table: &'static Table,
    changed: &[usize],
    row: Hashed<Vec<Value>>,
) -> Hashed<Vec<Assignment>> {
    row.map(|values| {
        let set = |position: &usize| {
            let value = values.get(*position)?.clone();
            Some(Assignment::set(*position, value))
        };
        let mut set: Vec<_> = changed.iter().filter_map(set).collect();
        if let (Some(version), false) = (table.version_position(), set.is_empty()) {
            set.push(next_version(table, version));
        }
        set
    })
}

async fn find<M: Model>(db: Connection<'_>, filters: &[Condition]) -> Result<Option<M>> {
    let table = M::table();
    let only = match filters {
        [filter] => filter.as_equal(),
        _ => None,
    };
    let (sql, values) = match only {
        Some((column, value)) => {
            let sql = find_by_sql(db, table, column).ok_or_else(protocol_error)?;
            (sql, vec![value.clone()])
        }
        None => {
            let select = Select::of(filters.to_vec(), Deleted::Without);
            select::rows(table, db.dialect(), &select, Some(1), 0)?
        }
    };
    let call = Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortRead);
    one_or_none(db.run(call).await?)
}

/// Updates the row with this key, if it still meets the conditions. Returns the row, or none where
/// there is no such row.
pub(super) async fn update_existing<M: Model>(
    db: Connection<'_>,
    key: M::Key,
    set: Hashed<Vec<Assignment>>,
    filters: &[Condition],
) -> Result<Option<M>> {
    let column = M::table().key().ok_or_else(protocol_error)?;
    let mut target = Target::row(column, key_value::<M>(key)?, Deleted::Without);
    target.restrict(filters.iter().cloned());
    let write = Write::update(set, target, Extent::One(OnMissing::Nothing), Vec::new());
    Ok(pipeline::write::<M>(db, write).await?.rows.pop())
}
