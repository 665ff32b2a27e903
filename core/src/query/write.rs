//! Changing and deleting the rows of a query.

use super::Query;
use super::guard::Guards;
use super::scope::Scope;
use super::shape::{Deleted, Shape};
use crate::crud::{self, SoftDelete, lost};
use crate::driver::{Call, Work, Writes};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Executor, Handle, Nothing};
use crate::load::{Loads, LoadsNothing};
use crate::model::{IntoChanges, Model};
use crate::operation::{self, Operation};
use crate::statement;
use crate::table::Table;
use crate::value::{Kind, Value};
use crate::write::{now, version_value};

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Validates the changes, writes the fields that they set to every row of the query, and returns how many rows there were.
    ///
    /// When all fields are kept, nothing is sent and the answer is 0.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(default = 0)] pub views: i64 }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # Item::create(&db, ItemCreate::new("lamp")).await?;
    /// let lamps = Item::query().filter(Item::TITLE.contains("lamp"));
    /// lamps.clone().update(&db, Item::VIEWS.add(1)).await?;
    /// lamps.update(&db, ItemUpdate { title: Set("Lamp".into()), ..Default::default() }).await?;
    /// assert_eq!(Item::query().filter(Item::VIEWS.eq(1)).delete(&db).await?, 1);
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Invalid` for a query without a condition, unless it says [`Query::all_rows`], and for one with an order, a limit, an
    /// offset or a lock; otherwise as for [`Crud::create`](crate::Crud::create). No row was changed then.
    pub fn update<E: Executor + ?Sized>(
        self,
        db: &E,
        changes: impl IntoChanges<M>,
    ) -> Operation<'_, u64>
    where
        L: LoadsNothing,
    {
        let db = db.handle();
        let sets = self.check_write().and_then(|()| {
            let sets = crud::changed(changes)?;
            self.check_sets(&sets)?;
            Ok(sets)
        });
        match sets {
            Ok(sets) if sets.is_empty() => operation::ready(Ok(0)),
            sets => Box::pin(async move {
                let (table, mut shape) = (M::table(), self.shape.clone());
                let sets = sets?.hashed(db).await?;
                let guards = self.guards(&sets);
                shape.filters.extend(guards.iter().flat_map(Guards::nodes));
                let (sets, adding) = sets;
                let columns = sets.iter().map(|(at, _)| *at).collect();
                let (sql, values) = statement::change(table, db.dialect(), &shape, sets, &adding)?;
                let call = crud::call(table, sql, values, Box::new(Nothing), Work::LongWrite);
                let writes = Writes::Rows(columns);
                let affected = db.run(Call { writes, ..call }).await?.affected;
                match guards {
                    Some(guards) if affected == 0 => {
                        guards.broken(db, table).await?.map_or(Ok(0), Err)
                    }
                    _ => Ok(affected),
                }
            }),
        }
    }

    /// Deletes every row of the query, and returns how many there were.
    ///
    /// # Errors
    ///
    /// `Invalid` as for [`Query::update`]; `ForeignKey` when another row still points to one of them. No row was deleted then.
    pub fn delete<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        L: LoadsNothing,
    {
        let db = db.handle();
        operation::run(db, self.deleting(db), |done| Ok(done.affected))
    }

    /// Deletes the rows: for good, or by a mark where the model has one.
    pub(super) fn deleting(&self, db: Handle<'_>) -> Result<Call> {
        self.check_write()?;
        let table = M::table();
        match table.deleted() {
            Some((at, _)) => marking(db, table, &self.shape, (at, Value::Timestamp(now()))),
            None => purging(db, table, &self.shape),
        }
    }

    /// Takes the mark off every deleted row of the query, and returns how many there were.
    ///
    /// # Errors
    ///
    /// `Invalid` as for [`Query::update`]; `Conflict` when a unique value is taken by a row that is not deleted. No row was
    /// restored then.
    pub fn restore<E: Executor + ?Sized>(mut self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
    {
        self.shape.deleted = Deleted::Only;
        let (db, table) = (db.handle(), M::table());
        let call = self.check_write().and_then(|()| {
            let (at, _) = table.deleted().ok_or_else(lost)?;
            marking(db, table, &self.shape, (at, Value::Null(Kind::Timestamp)))
        });
        operation::run(db, call, |done| Ok(done.affected))
    }

    /// Deletes every row of the query for good, and returns how many there were. Those that are marked as deleted are among them
    /// after [`Query::with_deleted`] or [`Query::only_deleted`].
    ///
    /// # Errors
    ///
    /// `Invalid` as for [`Query::update`]; `ForeignKey` when another row still points to one of them, be it marked as deleted or
    /// not. No row was deleted then.
    pub fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
    {
        let db = db.handle();
        let call = self
            .check_write()
            .and_then(|()| purging(db, M::table(), &self.shape));
        operation::run(db, call, |done| Ok(done.affected))
    }

    pub(super) fn check_write(&self) -> Result<()> {
        self.shape.check()?;
        let shape = &self.shape;
        if shape.is_cut() {
            return Err(Error::new(
                ErrorKind::Invalid,
                "an update or a delete takes the rows of a query as a set; leave order, limit, offset and lock away",
            ));
        }
        if shape.filters.is_empty() && !shape.means_all {
            return Err(Error::new(
                ErrorKind::Invalid,
                "the query has no condition, so it means every row; add one, or say `all_rows()`",
            ));
        }
        Ok(())
    }
}

/// Deletes the rows for good.
fn purging(db: Handle<'_>, table: &'static Table, shape: &Shape) -> Result<Call> {
    let (sql, values) = statement::delete(table, db.dialect(), shape)?;
    let call = crud::call(table, sql, values, Box::new(Nothing), Work::LongWrite);
    Ok(Call {
        writes: Writes::Deletions,
        ..call
    })
}

/// Marks the rows as deleted, or as not.
fn marking(
    db: Handle<'_>,
    table: &'static Table,
    shape: &Shape,
    mark: (usize, Value),
) -> Result<Call> {
    let counted = table.version_position();
    let count = counted.map(|at| (at, version_value(table, at, 1)));
    let sets: Vec<_> = [mark].into_iter().chain(count).collect();
    let columns = sets.iter().map(|(at, _)| *at).collect();
    let adding = counted.as_slice();
    let (sql, values) = statement::change(table, db.dialect(), shape, sets, adding)?;
    let call = crud::call(table, sql, values, Box::new(Nothing), Work::LongWrite);
    let writes = Writes::Rows(columns);
    Ok(Call { writes, ..call })
}
