//! Updates, deletes and restores the rows of a query.

use crate::db::executor::Executor;
use crate::db::operation::{self, Operation};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::write::Extent;
use crate::exec::{delete, update};
use crate::model::soft_delete::SoftDelete;
use crate::model::{IntoChanges, Model};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::{Scope, WritesTo};
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Validates the changes, writes the fields that they set to every row of the query, and
    /// returns their number.
    ///
    /// Without changes, nothing is sent and the result is 0.
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
    /// `Misuse` for a query without a condition, unless [`Query::all_rows`] is called, and for one
    /// with an order, a limit, an offset or a lock, and for a number that is added to a unique column; a condition that every row meets is none, such as
    /// [`Filter::all_of`](crate::query::Filter::all_of) of no filters and `not_in` of no values; otherwise as for
    /// [`Crud::create`](crate::Crud::create). In that case no row was changed.
    pub fn update<E: Executor + ?Sized>(
        self,
        db: &E,
        changes: impl IntoChanges<M>,
    ) -> Operation<'_, u64>
    where
        L: LoadsNothing,
        S: WritesTo<M>,
    {
        let set = self
            .check_write()
            .and_then(|()| update::fill_many::<M>(changes));
        match set {
            Ok(set) if set.is_empty() => operation::ready(Ok(0)),
            set => {
                let db = db.connection();
                let (target, owners) = (Target::of(self.select), self.scope.owners());
                if set.is_ok() && target.is_empty() {
                    return operation::ready(Ok(0));
                }
                Box::pin(async move { update::update_many::<M>(db, set?, target, owners).await })
            }
        }
    }

    /// Deletes every row of the query, and returns their number; soft-deletes them if the model has
    /// a `deleted` field. Rows that are soft-deleted already are left alone and not counted, also
    /// after [`Query::with_deleted`] and [`Query::only_deleted`].
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `ForeignKey` when another row still references one of
    /// them. In that case no row was deleted.
    pub fn delete<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        L: LoadsNothing,
        S: WritesTo<M>,
    {
        let db = db.connection();
        self.write(move |target| {
            Box::pin(async move { delete::delete::<M>(db, target, Extent::Many).await })
        })
    }

    /// Restores every soft-deleted row of the query, and returns their number.
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `Conflict` when a unique value is taken by a row that is
    /// not deleted. In that case no row was restored.
    pub fn restore<E: Executor + ?Sized>(mut self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
        S: WritesTo<M>,
    {
        self.select.deleted = Deleted::Only;
        let db = db.connection();
        self.write(move |target| {
            Box::pin(async move {
                let written = delete::restore::<M>(db, target, Extent::Many).await?;
                Ok(written.affected)
            })
        })
    }

    /// Removes every row of the query from the table, and returns their number. Soft-deleted rows
    /// are included after [`Query::with_deleted`] or [`Query::only_deleted`].
    ///
    /// # Errors
    ///
    /// `Misuse` as for [`Query::update`]; `ForeignKey` when another row still references one of
    /// them, whether it is soft-deleted or not. In that case no row was deleted.
    pub fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64>
    where
        M: SoftDelete,
        L: LoadsNothing,
        S: WritesTo<M>,
    {
        let db = db.connection();
        self.write(move |target| {
            Box::pin(async move { delete::purge::<M>(db, target, Extent::Many).await })
        })
    }

    /// Writes the rows of the query. Nothing is sent where an empty list matches no row.
    fn write<'a>(self, write: impl FnOnce(Target) -> Operation<'a, u64>) -> Operation<'a, u64> {
        match self.into_target() {
            Err(error) => operation::ready(Err(error)),
            Ok(target) if target.is_empty() => operation::ready(Ok(0)),
            Ok(target) => write(target),
        }
    }

    /// Returns the target of a write by this query.
    pub(super) fn into_target(self) -> Result<Target> {
        self.check_write()?;
        Ok(Target::of(self.select))
    }

    pub(super) fn check_write(&self) -> Result<()> {
        self.select.check()?;
        let select = &self.select;
        if select.has_window_order_or_lock() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "an update or a delete has no order, limit, offset or lock; remove them from the query",
            ));
        }
        if select.filters.is_empty() && !select.means_all {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the query has no condition and would write every row; add one, or call `all_rows()`",
            ));
        }
        Ok(())
    }
}
