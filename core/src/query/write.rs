//! Changing and deleting the rows of a query.

use crate::db::executor::Executor;
use crate::db::operation;
use crate::db::operation::Operation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::write::Extent;
use crate::exec::{delete, update};
use crate::model::soft_delete::SoftDelete;
use crate::model::{IntoChanges, Model};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;

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
        let set = self.check_write().and_then(|()| update::fill::<M>(changes));
        match set {
            Ok(set) if set.is_empty() => operation::ready(Ok(0)),
            set => {
                let db = db.connection();
                let (target, owner) = (Target::of(self.shape), self.scope.owner().cloned());
                Box::pin(async move { update::update_many::<M>(db, set?, target, owner).await })
            }
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
        let (db, target) = (db.connection(), self.target());
        Box::pin(async move { delete::delete::<M>(db, target?, Extent::Many).await })
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
        let (db, target) = (db.connection(), self.target());
        Box::pin(async move {
            let written = delete::restore::<M>(db, target?, Extent::Many).await?;
            Ok(written.affected)
        })
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
        let (db, target) = (db.connection(), self.target());
        Box::pin(async move { delete::purge::<M>(db, target?, Extent::Many).await })
    }

    /// The rows that a write of this query concerns.
    fn target(self) -> Result<Target> {
        self.check_write()?;
        Ok(Target::of(self.shape))
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
