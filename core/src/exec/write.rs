//! [`Write`]: one write as data, from its hashed columns to its result.

use std::sync::Arc;

use crate::error::{Result, protocol_error};
use crate::model::Model;
use crate::model::argument::key_value;
use crate::model::owners::Owners;
use crate::model::write::{Assignments, Hashed, now, version_value};
use crate::stmt::condition::Condition;
use crate::stmt::delete::Delete;
use crate::stmt::owner::Owner;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::value::{Kind, Value};

/// A write before its hooks and its ownership check. Its passwords are hashed.
#[derive(Clone)]
pub(crate) struct Write {
    statement: Statement,
    effect: Effect,
    /// The owners that the rows keep: that of the scope that they are written through, or those of
    /// the row.
    owners: Vec<Owner>,
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
    ///
    /// A row that names no owner is a row of the owner that it is written through.
    pub(crate) fn insert(rows: Vec<Hashed<Vec<Value>>>, owners: Vec<Owner>) -> Self {
        let mut rows: Vec<_> = rows.into_iter().map(Hashed::into_inner).collect();
        for row in &mut rows {
            for owner in &owners {
                if let Some(key @ Value::Null(_)) = row.get_mut(owner.position) {
                    *key = owner.key.clone();
                }
            }
        }
        Self {
            statement: Statement::Insert(rows),
            effect: Effect::Create,
            owners,
        }
    }

    /// Returns the write of an upsert. For models without hooks: whether the row exists is not
    /// known before.
    pub(crate) fn upsert(row: Hashed<Vec<Value>>, sql: Arc<str>) -> Self {
        Self {
            statement: Statement::Upsert(row.into_inner(), sql),
            effect: Effect::Create,
            owners: Vec::new(),
        }
    }

    /// Returns the update of rows. The statement returns the row, if it is one.
    pub(crate) fn update(
        set: Hashed<Vec<Assignment>>,
        target: Target,
        extent: Extent,
        owners: Vec<Owner>,
    ) -> Self {
        let update = Update {
            set: set.into_inner(),
            target,
            returning: extent != Extent::Many,
        };
        Self {
            statement: Statement::Update(update, extent),
            effect: Effect::Update,
            owners,
        }
    }

    /// Returns the deletion of rows: a soft delete where the model has a column for it, of the rows
    /// that are not soft-deleted yet.
    pub(crate) fn delete<M: Model>(target: Target, extent: Extent) -> Result<Self> {
        let Some((column, _)) = M::table().deleted() else {
            return Ok(Self::purge(target, extent));
        };
        let deleted_at = Assignment::set(column, Value::Timestamp(now()));
        let target = target.without_deleted();
        Ok(Self {
            effect: Effect::Delete,
            ..Self::update_deleted_at::<M>(deleted_at, target, extent, false)?
        })
    }

    /// Returns the restoration of soft-deleted rows, by the column at this position. The statement
    /// returns the row, if it is one.
    pub(crate) fn restore<M: Model>(column: usize, target: Target, extent: Extent) -> Result<Self> {
        let deleted_at = Assignment::set(column, Value::Null(Kind::Timestamp));
        Self::update_deleted_at::<M>(deleted_at, target, extent, extent != Extent::Many)
    }

    /// Returns the update of a soft delete or a restoration. As every update, it generates the
    /// columns that are `auto(update)`, and increments the version.
    fn update_deleted_at<M: Model>(
        deleted_at: Assignment,
        target: Target,
        extent: Extent,
        returning: bool,
    ) -> Result<Self> {
        let update = Update {
            set: Assignments::of_engine::<M>(deleted_at)?.into_inner(),
            target,
            returning,
        };
        Ok(Self {
            statement: Statement::Update(update, extent),
            effect: Effect::Update,
            owners: Vec::new(),
        })
    }

    /// Returns the removal of rows from the table.
    pub(crate) fn purge(target: Target, extent: Extent) -> Self {
        Self {
            statement: Statement::Delete(Delete { target }, extent),
            effect: Effect::Delete,
            owners: Vec::new(),
        }
    }

    pub(crate) const fn statement(&self) -> &Statement {
        &self.statement
    }

    pub(crate) const fn effect(&self) -> Effect {
        self.effect
    }

    /// Returns the statement, and the owners that the rows keep.
    pub(crate) fn into_parts(self) -> (Statement, Vec<Owner>) {
        (self.statement, self.owners)
    }

    /// Returns the query for the rows that exist before the write; for one row whatever its version.
    pub(crate) fn rows_before(&self) -> Option<Select> {
        let (target, extent) = match &self.statement {
            Statement::Insert(_) | Statement::Upsert(..) => return None,
            Statement::Update(update, extent) => (&update.target, *extent),
            Statement::Delete(delete, extent) => (&delete.target, *extent),
        };
        Some(match extent {
            Extent::Many | Extent::One(OnMissing::NotFound | OnMissing::Nothing) => target.select(),
            Extent::One(OnMissing::NotFoundOrStale) => whatever_version(target),
        })
    }
}

/// Returns the query for the row whatever its version, which the first condition names. The row of
/// another owner is another row.
pub(crate) fn whatever_version(target: &Target) -> Select {
    let others = target.filters.iter().skip(1).cloned();
    Select::of(others.collect(), target.deleted)
}

/// One row: a key, or what a row that was read says of itself.
pub(crate) struct OneRow {
    key: Value,
    version: Option<i64>,
    /// The owners of a row of a scoped model, which it keeps.
    owners: Vec<Owner>,
}

impl OneRow {
    /// Returns the row with this key, whatever its version.
    pub(crate) fn by_key(key: Result<Value>) -> Result<Self> {
        Ok(Self {
            key: key?,
            version: None,
            owners: Vec::new(),
        })
    }

    /// Returns the row with the key, the version and the owners of this one.
    pub(crate) fn read<M: Model>(row: &M) -> Result<Self> {
        let mut owners = Owners::new(M::table());
        row.owners(&mut owners);
        Ok(Self {
            key: key_value::<M>(row.key())?,
            version: row.version(),
            owners: owners.finish()?,
        })
    }

    /// Returns the same row, whatever its version.
    #[cfg(feature = "auth")]
    pub(crate) fn whatever_version(mut self) -> Self {
        self.version = None;
        self
    }

    /// Returns the target of a write of this row, and the owners that the row keeps. The condition
    /// on the version comes first.
    pub(crate) fn target<M: Model>(self, deleted: Deleted) -> Result<(Target, Extent, Vec<Owner>)> {
        let table = M::table();
        let mut target = Target::row(table.key().ok_or_else(protocol_error)?, self.key, deleted);
        for owner in &self.owners {
            target.restrict([owner.is_named(table)?]);
        }
        let Some((version, column)) = self.version.zip(table.version_position()) else {
            return Ok((target, Extent::One(OnMissing::NotFound), self.owners));
        };
        let value = version_value(table, column, version);
        let column = table.columns().get(column);
        target.restrict(column.map(|column| Condition::equal(column, value)));
        Ok((target, Extent::One(OnMissing::NotFoundOrStale), self.owners))
    }
}

/// Returns the row of a write that returned one.
pub(crate) fn only<M>(mut rows: Vec<M>) -> Result<M> {
    rows.pop().ok_or_else(protocol_error)
}
