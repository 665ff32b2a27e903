//! Changing and deleting the rows of a query.

use std::sync::Arc;

use crate::db::executor::{Connection, Executor};
use crate::db::operation;
use crate::db::operation::Operation;
use crate::driver::sinks::Nothing;
use crate::driver::{Call, FkHint};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::ownership::OwnershipChecks;
use crate::exec::{update, with_hooks};
use crate::model::soft_delete::SoftDelete;
use crate::model::write::{Changed, now, version_value};
use crate::model::{IntoChanges, Model};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::select::{Deleted, Shape};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::{Kind, Value};

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Validates the changes, writes the fields that they set to every row of the query, and returns how many rows there were.
    ///
    /// When all fields are kept, nothing is sent and the answer is 0.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(default = 0)] pub views: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # Item::create(&db, ItemCreate::new("lamp")).await?;
    /// let lamps = Item::query().filter(Item::TITLE.contains("lamp"));
    /// lamps.clone().update(&db, Item::VIEWS.add(1)).await?;
    /// lamps.update(&db, ItemUpdate { title: Set("Lamp".into()), ..Default::default() }).await?;
    /// assert_eq!(Item::query().filter(Item::VIEWS.eq(1)).delete(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` for a query without a condition, unless it says [`Query::all_rows`], and for one with an order, a limit, an
    /// offset or a lock; otherwise as for [`Crud::create`](crate::Crud::create). No row was changed then.
    pub fn update<E: Executor + ?Sized>(
        self,
        db: &E,
        changes: impl IntoChanges<M>,
    ) -> Operation<'_, u64>
    where
        L: LoadsNothing,
    {
        let db = db.connection();
        let sets = self.check_write().and_then(|()| {
            let sets = update::changed(changes)?;
            self.check_sets(&sets)?;
            Ok(sets)
        });
        match sets {
            Ok(sets) if sets.is_empty() => operation::ready(Ok(0)),
            sets => Box::pin(async move {
                let sets = sets?.hashed(db).await?;
                let (guards, shape) = (self.guards(&sets).map(Arc::new), self.shape);
                let Some(hooks) = M::HOOKS else {
                    return updating(db, M::table(), shape, sets, guards).await;
                };
                let rows = with_hooks::Rows::of(shape.clone());
                let write: with_hooks::Write<u64> = Box::new(move |db| {
                    let (shape, sets, guards) = (shape.clone(), sets.clone(), guards.clone());
                    Box::pin(updating(db, M::table(), shape, sets, guards))
                });
                with_hooks::changed(db, hooks, rows, write).await
            }),
        }
    }

    /// Deletes every row of the query, and returns how many there were.
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `ForeignKey` when another row still points to one of them. No row was deleted then.
    pub fn delete<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        L: LoadsNothing,
    {
        let shape = self.check_write().map(|()| self.shape);
        removing::<M>(db.connection(), shape, deleting)
    }

    /// Takes the mark off every deleted row of the query, and returns how many there were.
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `Conflict` when a unique value is taken by a row that is not deleted. No row was
    /// restored then.
    pub fn restore<E: Executor + ?Sized>(mut self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
    {
        self.shape.deleted = Deleted::Only;
        let (db, shape) = (db.connection(), self.check_write().map(|()| self.shape));
        let (shape, hooks) = match (shape, M::HOOKS) {
            (Ok(shape), Some(hooks)) => (shape, hooks),
            (shape, _) => return counting::<M>(db, shape, restoring),
        };
        let rows = with_hooks::Rows::of(shape.clone());
        let write: with_hooks::Write<u64> =
            Box::new(move |db| counting::<M>(db, Ok(shape.clone()), restoring));
        with_hooks::changed(db, hooks, rows, write)
    }

    /// Deletes every row of the query for good, and returns how many there were. Those that are marked as deleted are among them
    /// after [`Query::with_deleted`] or [`Query::only_deleted`].
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `ForeignKey` when another row still points to one of them, be it marked as deleted or
    /// not. No row was deleted then.
    pub fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
    {
        let shape = self.check_write().map(|()| self.shape);
        removing::<M>(db.connection(), shape, purging)
    }

    pub(super) fn check_write(&self) -> Result<()> {
        self.shape.check()?;
        let shape = &self.shape;
        if shape.is_cut() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "an update or a delete takes the rows of a query as a set; leave order, limit, offset and lock away",
            ));
        }
        if shape.filters.is_empty() && !shape.means_all {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the query has no condition, so it means every row; add one, or say `all_rows()`",
            ));
        }
        Ok(())
    }
}

/// Writes the changes to the rows, if what they point to is there.
async fn updating(
    db: Connection<'_>,
    table: &'static Table,
    mut shape: Shape,
    (sets, adding): Changed,
    guards: Option<Arc<OwnershipChecks>>,
) -> Result<u64> {
    shape
        .filters
        .extend(guards.iter().flat_map(|guards| guards.nodes()));
    let columns = sets.iter().map(|(at, _)| *at).collect();
    let (sql, values) = select::change(table, db.dialect(), &shape, sets, &adding)?;
    let call = Call::new(table, sql, values, Box::new(Nothing), Workload::LongWrite);
    let writes = FkHint::Rows(columns);
    let affected = db.run(Call { writes, ..call }).await?.affected;
    match guards {
        Some(guards) if affected == 0 => guards.broken(db, table).await?.map_or(Ok(0), Err),
        _ => Ok(affected),
    }
}

/// A write of the rows of a query that needs to know nothing else.
pub(super) type Way = fn(Connection<'_>, &'static Table, &Shape) -> Result<Call>;

/// Deletes the rows in this way, with their hooks, and counts them.
pub(super) fn removing<M: Model>(
    db: Connection<'_>,
    shape: Result<Shape>,
    way: Way,
) -> Operation<'_, u64> {
    let (shape, hooks) = match (shape, M::HOOKS) {
        (Ok(shape), Some(hooks)) => (shape, hooks),
        (shape, _) => return counting::<M>(db, shape, way),
    };
    let rows = with_hooks::Rows::of(shape.clone());
    let write: with_hooks::Write<u64> =
        Box::new(move |db| counting::<M>(db, Ok(shape.clone()), way));
    with_hooks::deleted(db, hooks, rows, write)
}

/// Writes the rows in this way, and counts them.
fn counting<M: Model>(db: Connection<'_>, shape: Result<Shape>, way: Way) -> Operation<'_, u64> {
    let call = shape.and_then(|shape| way(db, M::table(), &shape));
    operation::run(db, call, |done| Ok(done.affected))
}

/// Deletes the rows: for good, or by a mark where the model has one.
pub(super) fn deleting(db: Connection<'_>, table: &'static Table, shape: &Shape) -> Result<Call> {
    match table.deleted() {
        Some((at, _)) => marking(db, table, shape, (at, Value::Timestamp(now()))),
        None => purging(db, table, shape),
    }
}

/// Takes the marks off the rows.
fn restoring(db: Connection<'_>, table: &'static Table, shape: &Shape) -> Result<Call> {
    let (at, _) = table.deleted().ok_or_else(protocol_error)?;
    marking(db, table, shape, (at, Value::Null(Kind::Timestamp)))
}

/// Deletes the rows for good.
fn purging(db: Connection<'_>, table: &'static Table, shape: &Shape) -> Result<Call> {
    let (sql, values) = select::delete(table, db.dialect(), shape)?;
    let call = Call::new(table, sql, values, Box::new(Nothing), Workload::LongWrite);
    Ok(Call {
        writes: FkHint::Deletions,
        ..call
    })
}

/// Marks the rows as deleted, or as not.
fn marking(
    db: Connection<'_>,
    table: &'static Table,
    shape: &Shape,
    mark: (usize, Value),
) -> Result<Call> {
    let counted = table.version_position();
    let count = counted.map(|at| (at, version_value(table, at, 1)));
    let sets: Vec<_> = [mark].into_iter().chain(count).collect();
    let columns = sets.iter().map(|(at, _)| *at).collect();
    let adding = counted.as_slice();
    let (sql, values) = select::change(table, db.dialect(), shape, sets, adding)?;
    let call = Call::new(table, sql, values, Box::new(Nothing), Workload::LongWrite);
    let writes = FkHint::Rows(columns);
    Ok(Call { writes, ..call })
}
