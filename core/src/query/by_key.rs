//! One row of a query, by its key. A row that the query does not match does not exist.

use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::write::{Extent, OnMissing};
use crate::exec::{delete, update};
use crate::model::argument::{KeyOf, key_value};
use crate::model::{IntoChanges, Model};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::{Scope, WritesTo};
use crate::stmt::condition::Condition;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns the row with this key, or none if the query does not match it.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`].
    pub fn find_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl KeyOf<M>,
    ) -> Operation<'_, Option<L::Row>> {
        let query = self.with_key(key);
        let db = db.connection();
        Box::pin(async move { Ok(query?.at_most(db, 1).await?.pop()) })
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when the query does not match it, whether it exists or not; otherwise as for
    /// [`Query::all`].
    pub fn get_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl KeyOf<M>,
    ) -> Operation<'_, L::Row> {
        let found = self.find_by_id(db, key);
        Box::pin(async move { found.await?.ok_or_else(|| Error::not_found(M::table())) })
    }

    /// Validates the changes, writes the fields that they set to the row with this key, and returns
    /// the stored row.
    ///
    /// Fields that are not set are not written. Without changes, the row is only read.
    ///
    /// # Errors
    ///
    /// `NotFound` when the query does not match it, whether it exists or not; `Misuse` for a query
    /// with an order, a limit, an offset, a lock or deleted rows; in the scope of a row,
    /// `Validation` for another owner. Otherwise as for [`Crud::create`](crate::Crud::create), and
    /// for the `create` of the scope.
    pub fn update_by_id<E: Executor + ?Sized>(
        self,
        db: &E,
        key: impl KeyOf<M>,
        changes: impl IntoChanges<M>,
    ) -> Operation<'_, M>
    where
        L: LoadsNothing,
        L: Loads<M, Row = M>,
        S: WritesTo<M>,
    {
        let db = db.connection();
        let parts = update::fill::<M>(changes).and_then(|set| {
            let query = self.with_key(key)?;
            query.check_write()?;
            if query.select.deleted != Deleted::Without {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    "a soft-deleted row cannot be updated by its key; restore it first",
                ));
            }
            Ok((query, set))
        });
        Box::pin(async move {
            let (query, set) = parts?;
            if set.is_empty() {
                let row = query.at_most(db.primary(), 1).await?.pop();
                return row.ok_or_else(|| Error::not_found(M::table()));
            }
            let (target, owners) = (Target::of(query.select), query.scope.owners());
            update::update_one(db, set, target, owners).await
        })
    }

    /// Deletes the row with this key; soft-deletes it if the model has a `deleted` field.
    ///
    /// # Errors
    ///
    /// `NotFound` when the query does not match it, whether it exists or not; `Misuse` for a query
    /// with an order, a limit, an offset or a lock; `ForeignKey` when another row still references
    /// it.
    pub fn delete_by_id<E: Executor + ?Sized>(self, db: &E, key: impl KeyOf<M>) -> Operation<'_, ()>
    where
        L: LoadsNothing,
        S: WritesTo<M>,
    {
        let target = self.with_key(key).and_then(Self::into_target);
        let db = db.connection();
        Box::pin(async move {
            let extent = Extent::One(OnMissing::NotFound);
            delete::delete::<M>(db, target?, extent).await.map(drop)
        })
    }

    /// Adds the condition that the row has this key.
    fn with_key(mut self, key: impl KeyOf<M>) -> Result<Self> {
        let column = M::table().key().ok_or_else(protocol_error)?;
        self.select.check()?;
        let key = key_value::<M>(key)?;
        self.select.filters.push(Condition::equal(column, key));
        Ok(self)
    }
}
