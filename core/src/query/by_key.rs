//! One row of a query, by its key. A row that is not of the query is not there.

use std::sync::Arc;

use crate::db::executor::{Connection, Executor};
use crate::db::operation::Operation;
use crate::driver::sinks::Integers;
use crate::driver::{Call, FkHint};
use crate::error;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::call::TRIES;
use crate::exec::ownership::OwnershipChecks;
use crate::exec::rows::Rows;
use crate::exec::{call, update, with_hooks};
use crate::model::argument::Argument;
use crate::model::write::{Changed, PendingWrite};
use crate::model::{IntoChanges, Model, argument};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::query::write::{deleting, removing};
use crate::sql::render::select;
use crate::stmt::aggregate::Computed;
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Shape};
use crate::stmt::workload::Workload;
use crate::table::Table;

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns the row with this key, or none where it is not among the rows of the query.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn find_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl Argument<M::Key>,
    ) -> Operation<'_, Option<L::Row>> {
        let query = self.with_key(key);
        let db = db.connection();
        Box::pin(async move { Ok(query?.at_most(db, 1).await?.pop()) })
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not among the rows of the query, be it there or not; otherwise as for [`Query::all`].
    pub fn get_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl Argument<M::Key>,
    ) -> Operation<'_, L::Row> {
        let found = self.find_by_id(db, key);
        Box::pin(async move { found.await?.ok_or_else(|| Error::not_found(M::table())) })
    }

    /// Validates the changes, writes the fields that they set to the row with this key, and returns it as it is stored then.
    ///
    /// Fields that are kept are not written. When all are kept, the row is only read.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not among the rows of the query, be it there or not; `Misuse` for a query with an order, a limit, an
    /// offset, a lock or deleted rows; in the scope of a row, `Validation` for another owner. Otherwise as for
    /// [`Crud::create`](crate::Crud::create), and for the `create` of the scope.
    pub fn update_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl Argument<M::Key>,
        changes: impl IntoChanges<M>,
    ) -> Operation<'_, M>
    where
        L: LoadsNothing,
        L: Loads<M, Row = M>,
    {
        let db = db.connection();
        let parts = update::changed(changes).and_then(|sets| {
            let query = self.with_key(key)?;
            query.check_write()?;
            query.check_sets(&sets)?;
            if query.shape.deleted != Deleted::Without {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    "a deleted row is not changed by its key; restore it first",
                ));
            }
            Ok((query, sets))
        });
        Box::pin(async move {
            let (query, sets) = parts?;
            if sets.is_empty() {
                let row = query.at_most(db.primary(), 1).await?.pop();
                return row.ok_or_else(|| Error::not_found(M::table()));
            }
            let sets = sets.hashed(db).await?;
            let (guards, shape) = (query.guards(&sets).map(Arc::new), query.shape);
            let Some(hooks) = M::HOOKS else {
                return changing(db, shape, sets, guards).await;
            };
            let rows = with_hooks::Rows {
                shape: shape.clone(),
                counted: None,
            };
            let write: with_hooks::Write<M> = Box::new(move |db| {
                let (shape, sets, guards) = (shape.clone(), sets.clone(), guards.clone());
                Box::pin(changing(db, shape, sets, guards))
            });
            with_hooks::changed(db, hooks, rows, write).await
        })
    }

    /// Deletes the row with this key: for good, or by a mark where the model has one.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not among the rows of the query, be it there or not; `Misuse` for a query with an order, a limit, an
    /// offset or a lock; `ForeignKey` when another row still points to it.
    pub fn delete_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl Argument<M::Key>,
    ) -> Operation<'_, ()>
    where
        L: LoadsNothing,
    {
        let db = db.connection();
        let shape = self.with_key(key).and_then(|query| {
            query.check_write()?;
            Ok(query.shape)
        });
        let removed = removing::<M>(db, shape, deletion);
        Box::pin(async move {
            match removed.await? {
                0 => Err(Error::gone(M::table())),
                _ => Ok(()),
            }
        })
    }

    /// The rows of the query that have this key. It comes last, behind what else is asked.
    fn with_key(mut self, key: impl Argument<M::Key>) -> Result<Self> {
        let column = M::table().key().ok_or_else(error::protocol_error)?;
        self.shape.check()?;
        let value = argument::key_value::<M>(key)?;
        self.shape.filters.push(Condition::equal(column, value));
        Ok(self)
    }

    /// Refuses changes that would make a row belong to somebody else.
    pub(super) fn check_sets(&self, sets: &PendingWrite<Changed>) -> Result<()> {
        let Some(owner) = self.scope.owner() else {
            return Ok(());
        };
        owner.check(M::table(), sets.value(owner.at))
    }

    /// What the changes may point to.
    pub(super) fn guards(&self, (sets, _): &Changed) -> Option<OwnershipChecks> {
        let value = |at: usize| sets.iter().find(|set| set.0 == at).map(|set| &set.1);
        let owner = self.scope.owner()?;
        OwnershipChecks::of(M::table(), owner, value)
    }
}

/// Changes the only row if what it shall point to is there, and returns it.
async fn changing<M: Model>(
    db: Connection<'_>,
    shape: Shape,
    (sets, adding): Changed,
    guards: Option<Arc<OwnershipChecks>>,
) -> Result<M> {
    let table = M::table();
    let mut guarded = shape.clone();
    // The key stays the last value.
    let nodes = guards.iter().flat_map(|guards| guards.nodes());
    guarded.filters.splice(..0, nodes);
    let columns: Vec<usize> = sets.iter().map(|(at, _)| *at).collect();
    for _ in 0..TRIES {
        let sets = sets.clone();
        let (sql, values) = select::change_one(table, db.dialect(), &guarded, sets, &adding)?;
        let call = Call {
            writes: FkHint::Columns(columns.clone()),
            ..Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortWrite)
        };
        if let Some(row) = call::one_or_none::<M>(db.run(call).await?)? {
            return Ok(row);
        }
        let Some(guards) = &guards else {
            return Err(Error::gone(table));
        };
        // Whose row it is comes before what it may point to.
        if !is_there(db, table, &shape).await? {
            return Err(Error::gone(table));
        }
        if let Some(error) = guards.broken(db, table).await? {
            return Err(error);
        }
        // What was missing has come meanwhile.
    }
    Err(call::busy(table))
}

async fn is_there(db: Connection<'_>, table: &'static Table, shape: &Shape) -> Result<bool> {
    let (sql, values) = select::computed(table, db.dialect(), shape, Computed::Exists)?;
    let call = Call::new(table, sql, values, Integers::boxed(), Workload::ShortRead);
    call::any(db.run(call).await?)
}

fn deletion(db: Connection<'_>, table: &'static Table, shape: &Shape) -> Result<Call> {
    let call = deleting(db, table, shape)?;
    let writes = match call.writes {
        FkHint::Deletions => FkHint::Deletion,
        other => other,
    };
    Ok(Call {
        writes,
        work: Workload::ShortWrite,
        ..call
    })
}
