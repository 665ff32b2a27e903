//! [`Write`]: one write as data, from its hashed columns to its result.

use std::sync::Arc;

use crate::error::{Result, protocol_error};
use crate::model::Model;
use crate::model::write::{Hashed, next_version, now, version_value};
use crate::stmt::condition::Condition;
use crate::stmt::delete::Delete;
use crate::stmt::owner::Owner;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::table::Table;
use crate::value::{Kind, Value};

/// A write before its hooks and its ownership check. Its passwords are hashed.
#[derive(Clone)]
pub(crate) struct Write {
    statement: Statement,
    effect: Effect,
    /// The owner of the scope that the rows are written through.
    owner: Option<Owner>,
}

/// The kind of a write, for hooks and listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Create,
    Update,
    Delete,
}

/// The statement of a write.
#[derive(Clone)]
pub(crate) enum Statement {
    /// New rows, all of them or none.
    Insert(Vec<Vec<Value>>),
    /// A new row, or new values for the row that has its unique values, by this SQL.
    Upsert(Vec<Value>, Arc<str>),
    Update(Update, Extent),
    Delete(Delete, Extent),
}

/// The number of rows that a statement writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    One(OnMissing),
    Many,
}

/// The outcome of a statement for one row that matched none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnMissing {
    /// The row does not exist.
    NotFound,
    /// The row does not exist, or has another version than the first condition names.
    NotFoundOrStale,
    /// No error: the caller checks the row again.
    Nothing,
}

/// The rows that a write returned, and the number of rows that it wrote.
pub(crate) struct Written<M> {
    pub(crate) rows: Vec<M>,
    pub(crate) affected: u64,
}

impl Write {
    /// Returns the write of new rows, all of them or none.
    pub(crate) fn insert(rows: Vec<Hashed<Vec<Value>>>, owner: Option<Owner>) -> Self {
        let rows = rows.into_iter().map(Hashed::into_inner).collect();
        Self {
            statement: Statement::Insert(rows),
            effect: Effect::Create,
            owner,
        }
    }

    /// Returns the write of an upsert. For models without hooks: whether the row exists is not
    /// known before.
    pub(crate) fn upsert(row: Hashed<Vec<Value>>, sql: Arc<str>) -> Self {
        Self {
            statement: Statement::Upsert(row.into_inner(), sql),
            effect: Effect::Create,
            owner: None,
        }
    }

    /// Returns the update of rows. The statement returns the row, if it is one.
    pub(crate) fn update(
        set: Hashed<Vec<Assignment>>,
        target: Target,
        extent: Extent,
        owner: Option<Owner>,
    ) -> Self {
        let update = Update {
            set: set.into_inner(),
            target,
            returning: extent != Extent::Many,
        };
        Self {
            statement: Statement::Update(update, extent),
            effect: Effect::Update,
            owner,
        }
    }

    /// Returns the deletion of rows: a soft delete where the model has a column for it.
    pub(crate) fn delete(table: &Table, target: Target, extent: Extent) -> Self {
        let Some((column, _)) = table.deleted() else {
            return Self::purge(target, extent);
        };
        let deleted_at = Assignment::set(column, Value::Timestamp(now()));
        let update = set_deleted_at(table, deleted_at, target, false);
        Self {
            statement: Statement::Update(update, extent),
            effect: Effect::Delete,
            owner: None,
        }
    }

    /// Returns the restoration of soft-deleted rows, by the column at this position. The statement
    /// returns the row, if it is one.
    pub(crate) fn restore(table: &Table, column: usize, target: Target, extent: Extent) -> Self {
        let deleted_at = Assignment::set(column, Value::Null(Kind::Timestamp));
        let update = set_deleted_at(table, deleted_at, target, extent != Extent::Many);
        Self {
            statement: Statement::Update(update, extent),
            effect: Effect::Update,
            owner: None,
        }
    }

    /// Returns the removal of rows from the table.
    pub(crate) fn purge(target: Target, extent: Extent) -> Self {
        Self {
            statement: Statement::Delete(Delete { target }, extent),
            effect: Effect::Delete,
            owner: None,
        }
    }

    pub(crate) const fn statement(&self) -> &Statement {
        &self.statement
    }

    pub(crate) const fn effect(&self) -> Effect {
        self.effect
    }

    /// Returns the statement, and the owner of the scope that the rows are written through.
    pub(crate) fn into_parts(self) -> (Statement, Option<Owner>) {
        (self.statement, self.owner)
    }

    /// Returns the query for the rows that exist before the write; for one row by its key, whatever
    /// its version.
    pub(crate) fn rows_before(&self) -> Option<Select> {
        let (target, extent) = match &self.statement {
            Statement::Insert(_) | Statement::Upsert(..) => return None,
            Statement::Update(update, extent) => (&update.target, *extent),
            Statement::Delete(delete, extent) => (&delete.target, *extent),
        };
        Some(match extent {
            Extent::Many | Extent::One(OnMissing::NotFound | OnMissing::Nothing) => target.select(),
            Extent::One(OnMissing::NotFoundOrStale) => by_key_alone(target),
        })
    }
}

/// Returns the query for the row of the last condition, which is the one on the key.
pub(crate) fn by_key_alone(target: &Target) -> Select {
    let key = target.filters.last().cloned();
    Select::of(key.into_iter().collect(), target.deleted)
}

/// Returns the UPDATE of a soft delete or a restoration, which also increments the version.
fn set_deleted_at(
    table: &Table,
    deleted_at: Assignment,
    target: Target,
    returning: bool,
) -> Update {
    let version = table.version_position();
    let version = version.map(|column| next_version(table, column));
    Update {
        set: [deleted_at].into_iter().chain(version).collect(),
        target,
        returning,
    }
}

/// Returns the target of one row: its key, and its version where the row was read with one.
pub(crate) fn one_row<M: Model>(
    key: Value,
    version: Option<i64>,
    deleted: Deleted,
) -> Result<(Target, Extent)> {
    let table = M::table();
    let mut target = Target::row(table.key().ok_or_else(protocol_error)?, key, deleted);
    let Some((version, column)) = version.zip(table.version_position()) else {
        return Ok((target, Extent::One(OnMissing::NotFound)));
    };
    let value = version_value(table, column, version);
    let column = table.columns().get(column);
    target.restrict(column.map(|column| Condition::equal(column, value)));
    Ok((target, Extent::One(OnMissing::NotFoundOrStale)))
}

/// Returns the row of a write that returned one.
pub(crate) fn only<M>(mut rows: Vec<M>) -> Result<M> {
    rows.pop().ok_or_else(protocol_error)
}
