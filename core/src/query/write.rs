//! Changing and deleting the rows of a query.

use super::Query;
use crate::crud;
use crate::driver::{Call, Work, Writes};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Executor, Nothing};
use crate::load::{Loads, LoadsNothing};
use crate::model::{IntoChanges, Model};
use crate::operation::{self, Operation};
use crate::statement;

impl<M: Model, L: Loads<M>> Query<M, L> {
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
        let sets = self.check_write().and_then(|()| crud::changed(changes));
        match sets {
            Ok(sets) if sets.is_empty() => operation::ready(Ok(0)),
            sets => Box::pin(async move {
                let (sets, adding) = sets?.hashed(db).await?;
                let columns = sets.iter().map(|(at, _)| *at).collect();
                let (sql, values) = statement::change(
                    M::table(),
                    db.dialect(),
                    &self.shape.filters,
                    sets,
                    &adding,
                )?;
                let call = crud::call(M::table(), sql, values, Box::new(Nothing), Work::LongWrite);
                let writes = Writes::Rows(columns);
                Ok(db.run(Call { writes, ..call }).await?.affected)
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
        let call = self.check_write().and_then(|()| {
            let (sql, values) = statement::delete(M::table(), db.dialect(), &self.shape.filters)?;
            let call = crud::call(M::table(), sql, values, Box::new(Nothing), Work::LongWrite);
            Ok(Call {
                writes: Writes::Deletions,
                ..call
            })
        });
        operation::run(db, call, |done| Ok(done.affected))
    }

    fn check_write(&self) -> Result<()> {
        self.shape.check()?;
        let shape = &self.shape;
        if shape.limit.is_some()
            || shape.offset.is_some()
            || shape.lock.is_some()
            || !shape.order.is_empty()
        {
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
