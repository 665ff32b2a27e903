//! [`Crud`]: the operations of every model, one statement each.

use std::sync::Arc;

use crate::db::executor::Executor;
use crate::db::operation;
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::{Result, protocol_error};
use crate::exec::call::{all, any, by_key, counted, one, one_or_none};
use crate::exec::rows::Rows;
use crate::exec::upsert::{Existing, Upsert};
use crate::exec::{create, delete, update, upsert};
use crate::model::argument::{Argument, argument, key_value};
use crate::model::column::{Column, IsUnique};
use crate::model::soft_delete::SoftDelete;
use crate::model::unique_by::UniqueBy;
use crate::model::{IntoChanges, IntoNew, Model};
use crate::query::Query;
use crate::query::scope::Unscoped;
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::window::IntoWindow;
use crate::stmt::workload::Workload;

/// The rows with these keys.
pub(crate) fn with_keys<M: Model>(
    keys: impl IntoIterator<Item: Argument<M::Key>>,
) -> Result<Query<M>> {
    let values = keys.into_iter().map(key_value::<M>);
    let column = M::table().key().ok_or_else(protocol_error)?;
    let is_one = Condition::one_of(column, values.collect::<Result<_>>()?);
    Ok(Query::of(Select::of(vec![is_one], Deleted::Without)))
}

/// The operations of a model: create, read, change and delete rows.
///
/// Implemented for every [`Model`]. Each one runs on `&db`, where it is committed when it returns, or inside a
/// transaction on `tx`, and is one statement. Dropping its future never leaves it half done.
///
/// # Errors
///
/// Beside the kinds that each operation names, every one can give [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) (no connection was free, or the
/// statement took too long), [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable), and inside a transaction [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) after an earlier
/// error. Those that write can give [`ErrorKind::Busy`](crate::ErrorKind::Busy); on `&db` their commit can end in [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
///
/// # Examples
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct Tag {
///     pub id: Id<Tag>,
///     #[field(unique, len(1..=20))]
///     pub name: String,
///     pub note: Option<String>,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Tag]).await?;
///
/// let tag = Tag::create(&db, TagCreate::new("rust")).await?;
/// let tag = tag.update(&db, TagUpdate { note: Set(Some("a language".into())), ..Default::default() }).await?;
/// assert_eq!(Tag::find_by(&db, Tag::NAME, "rust").await?.and_then(|tag| tag.note).as_deref(), Some("a language"));
/// tag.delete(&db).await?;
/// assert_eq!(Tag::count(&db).await?, 0);
/// # Ok(()) }
/// ```
pub trait Crud: Model {
    /// Validates the input, inserts one row and returns it as it is stored.
    ///
    /// # Errors
    ///
    /// `Validation` for a broken rule, `Conflict` for a value that is taken, `ForeignKey` for a parent that is not there,
    /// `Check` for what the table refuses. Nothing was written then.
    fn create<E: Executor + ?Sized>(db: &E, input: impl IntoNew<Self>) -> Operation<'_, Self> {
        const { assert_unscoped::<Self>() };
        create::create(db.connection(), create::fill(input), None)
    }

    /// Validates the inputs, inserts a row for each, all of them or none, and returns the rows in the order of the inputs.
    ///
    /// No input is no statement.
    ///
    /// # Errors
    ///
    /// As for [`Crud::create`]. No row was written then.
    fn create_many<E: Executor + ?Sized>(
        db: &E,
        inputs: impl IntoIterator<Item: IntoNew<Self>>,
    ) -> Operation<'_, Vec<Self>> {
        const { assert_unscoped::<Self>() };
        let rows = inputs.into_iter().map(create::fill);
        create::create_many(db.connection(), rows.collect(), None)
    }

    /// Validates the input, and creates the row or, where one has the input's value in the unique column, writes the rest of the
    /// input to that one; returns the row as it is stored then, and which of the two it was.
    ///
    /// Columns that are unique together are passed as a tuple: `(Seat::HALL, Seat::NUMBER)` of `#[model(unique(hall, number))]`.
    ///
    /// What never changes stays as it is: the key, what is generated once, and what is `create_only`. A row that is marked as
    /// deleted is not there. It is found or created whatever others do meanwhile; in a transaction the closure may run again.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Rate { pub id: Id<Rate>, #[field(unique, len(..=3))] pub currency: String, pub cents: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Rate]).await?;
    /// let first = Rate::upsert(&db, Rate::CURRENCY, RateCreate::new("EUR", 108)).await?;
    /// let second = Rate::upsert(&db, Rate::CURRENCY, RateCreate::new("EUR", 109)).await?;
    /// assert!(first.is_created() && !second.is_created());
    /// let (first, second) = (first.into_row(), second.into_row());
    /// assert_eq!((second.id, second.cents), (first.id, 109));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Crud::create`]; `Conflict` for another unique value that is taken, `Misuse` for a tuple of columns that are not
    /// unique together. Nothing was written then.
    fn upsert<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        input: impl IntoNew<Self>,
    ) -> Operation<'_, Upsert<Self>> {
        const { assert_unscoped::<Self>() };
        upsert::upsert(db.connection(), &unique, input, Existing::Changes)
    }

    /// Validates the input, and returns the row that has the input's value in the unique column, as it is, or creates it.
    ///
    /// With a key that the caller makes this is a `create` that can be sent again: however often and from wherever it comes,
    /// there is one row, and everybody gets it.
    ///
    /// # Errors
    ///
    /// As for [`Crud::upsert`].
    fn find_or_create<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        input: impl IntoNew<Self>,
    ) -> Operation<'_, Upsert<Self>> {
        const { assert_unscoped::<Self>() };
        upsert::upsert(db.connection(), &unique, input, Existing::Stays)
    }

    /// Validates the changes, writes them to the rows with these keys, and returns how many of them there are. One statement.
    ///
    /// # Errors
    ///
    /// As for [`Query::update`]; `Misuse` for more keys than a statement takes values, which is 32,766 on SQLite and 65,535
    /// elsewhere, less those of the changes.
    fn update_many<E: Executor + ?Sized>(
        db: &E,
        keys: impl IntoIterator<Item: Argument<Self::Key>>,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, u64> {
        const { assert_unscoped::<Self>() };
        match with_keys::<Self>(keys) {
            Ok(query) => query.update(db, changes),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Deletes the rows with these keys, and returns how many of them there were. One statement.
    ///
    /// # Errors
    ///
    /// As for [`Query::delete`]; `Misuse` for too many keys, as for [`Crud::update_many`].
    fn delete_many<E: Executor + ?Sized>(
        db: &E,
        keys: impl IntoIterator<Item: Argument<Self::Key>>,
    ) -> Operation<'_, u64> {
        const { assert_unscoped::<Self>() };
        match with_keys::<Self>(keys) {
            Ok(query) => query.delete(db),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; [`Crud::find`] gives an option instead.
    fn get<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key>) -> Operation<'_, Self> {
        const { assert_unscoped::<Self>() };
        let db = db.connection();
        operation::read(db, by_key::<Self>(db, key), one)
    }

    /// Returns the row with this key, or none.
    fn find<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
    ) -> Operation<'_, Option<Self>> {
        const { assert_unscoped::<Self>() };
        let db = db.connection();
        operation::read(db, by_key::<Self>(db, key), one_or_none)
    }

    /// Returns the row that holds this value in a unique column, or none.
    ///
    /// A null is equal to nothing, so no row can be found by it:
    ///
    /// ```compile_fail,E0080
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User>, #[field(unique)] pub nick: Option<String> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// User::find_by(&db, User::NICK, None).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `Validation` for a value that no row can hold, such as text with U+0000.
    fn find_by<E: Executor + ?Sized, T, R: IsUnique, V: Argument<T>>(
        db: &E,
        column: Column<Self, T, R>,
        value: V,
    ) -> Operation<'_, Option<Self>> {
        const { assert_unscoped::<Self>() };
        const {
            assert!(
                !V::NULLABLE,
                "no row can be found by a null; pass the value itself"
            )
        };
        let (db, table, at) = (db.connection(), Self::table(), column.position());
        let call = argument::<Self, _>(at, value).and_then(|value| {
            let texts = db.dialect().prepared(table);
            let sql = texts
                .find_by
                .get(at)
                .map(Arc::clone)
                .ok_or_else(protocol_error)?;
            let rows = Rows::<Self>::boxed();
            Ok(Call::new(
                table,
                sql,
                vec![value],
                rows,
                Workload::ShortRead,
            ))
        });
        operation::read(db, call, one_or_none)
    }

    /// Returns true when there is a row with this key.
    fn exists<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key>) -> Operation<'_, bool> {
        const { assert_unscoped::<Self>() };
        let (db, table) = (db.connection(), Self::table());
        let call = key_value::<Self>(key).map(|key| {
            let sql = Arc::clone(&db.dialect().prepared(table).exists);
            Call::new(
                table,
                sql,
                vec![key],
                Integers::boxed(),
                Workload::ShortRead,
            )
        });
        operation::read(db, call, any)
    }

    /// Returns the rows of the window in the order of their keys, for UUIDs of version 7 that of creation; see
    /// [`Window`](crate::query::Window) for its limits.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// let first_hundred = Tag::list(&db, ..).await?;
    /// let next_twenty = Tag::list(&db, 100..120).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` for a window of more than 1,000 rows.
    fn list<E: Executor + ?Sized>(db: &E, window: impl IntoWindow) -> Operation<'_, Vec<Self>> {
        const { assert_unscoped::<Self>() };
        let (db, table, window) = (db.connection(), Self::table(), window.into_window());
        let call = window.bounds().map(|(limit, offset)| {
            let sql = Arc::clone(&db.dialect().prepared(table).list);
            let work = if window.is_short() {
                Workload::ShortRead
            } else {
                Workload::LongRead
            };
            Call::new(table, sql, vec![limit, offset], Rows::<Self>::boxed(), work)
        });
        operation::read(db, call, all)
    }

    /// Returns how many rows there are.
    fn count<E: Executor + ?Sized>(db: &E) -> Operation<'_, u64> {
        const { assert_unscoped::<Self>() };
        let (db, table) = (db.connection(), Self::table());
        let sql = Arc::clone(&db.dialect().prepared(table).count);
        operation::read(
            db,
            Ok(Call::new(
                table,
                sql,
                Vec::new(),
                Integers::boxed(),
                Workload::LongRead,
            )),
            counted,
        )
    }

    /// Returns the query for all rows of a model that says `#[model(scoped)]`, which is otherwise reached through the rows that it
    /// belongs to. Search for this word to see where that is passed over.
    ///
    /// For every other model it is what [`Crud::query`] is, with a `create` beside it.
    fn unscoped() -> Query<Self, (), Unscoped> {
        Query::within(Select::default(), Unscoped::new())
    }

    /// Returns the query for all rows, to which conditions, an order and relations are added; see [`Query`].
    fn query() -> Query<Self> {
        const { assert_unscoped::<Self>() };
        Query::new()
    }

    /// Validates the changes, writes the fields that they set, and returns the row as it is stored then.
    ///
    /// Fields that are kept are not written. When all are kept, no statement is sent and the row comes back as it was.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; `Stale` when the model has a `version` and the row was changed since it was read;
    /// otherwise as for [`Crud::create`].
    fn update<E: Executor + ?Sized>(
        self,
        db: &E,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, Self> {
        let db = db.connection();
        match update::fill::<Self>(changes) {
            Ok(set) if set.is_empty() => operation::ready(Ok(self)),
            set => update::update_row(db, key_value::<Self>(self.key()), self.version(), set),
        }
    }

    /// Validates the changes, writes the fields that they set to the row with this key, and returns it as it is stored then.
    ///
    /// Fields that are kept are not written. When all are kept, the row is only read.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row; otherwise as for [`Crud::create`].
    fn update_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, Self> {
        const { assert_unscoped::<Self>() };
        let db = db.connection();
        match update::fill::<Self>(changes) {
            Ok(set) if set.is_empty() => operation::run(db, by_key::<Self>(db, key), one),
            set => update::update_row(db, key_value::<Self>(key), None, set),
        }
    }

    /// Deletes the row: for good, or by a mark where the model has a field that is `deleted`; see [`SoftDelete`](crate::SoftDelete).
    ///
    /// # Errors
    ///
    /// `NotFound` when it is gone already; `Stale` when the model has a `version` and the row was changed since it was read;
    /// `ForeignKey` when another row still points to it.
    fn delete<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, ()> {
        delete::delete_row::<Self>(
            db.connection(),
            key_value::<Self>(self.key()),
            self.version(),
        )
    }

    /// Deletes the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row, `ForeignKey` when another row still points to it.
    fn delete_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
    ) -> Operation<'_, ()> {
        const { assert_unscoped::<Self>() };
        delete::delete_row::<Self>(db.connection(), key_value::<Self>(key), None)
    }

    /// Takes the mark off this row, and returns it as it is stored then.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not marked, is gone, or has a `version` and was changed since it was read; `Conflict` when a unique
    /// value of it is taken meanwhile.
    fn restore<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Self>
    where
        Self: SoftDelete,
    {
        delete::restore_row(
            db.connection(),
            key_value::<Self>(self.key()),
            self.version(),
        )
    }

    /// Takes the mark off the row with this key, and returns it as it is stored then.
    ///
    /// # Errors
    ///
    /// `NotFound` when no row with this key is marked; `Conflict` when a unique value of it is taken meanwhile.
    fn restore_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
    ) -> Operation<'_, Self>
    where
        Self: SoftDelete,
    {
        const { assert_unscoped::<Self>() };
        delete::restore_row(db.connection(), key_value::<Self>(key), None)
    }

    /// Deletes the row for good, whether it is marked or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is gone already; `Stale` when the model has a `version` and the row was changed since it was read;
    /// `ForeignKey` when another row still points to it, be it marked as deleted or not.
    fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, ()>
    where
        Self: SoftDelete,
    {
        delete::purge_row::<Self>(
            db.connection(),
            key_value::<Self>(self.key()),
            self.version(),
        )
    }

    /// Deletes the row with this key for good, whether it is marked or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row; `ForeignKey` as for [`Crud::purge`].
    fn purge_by_id<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key>) -> Operation<'_, ()>
    where
        Self: SoftDelete,
    {
        const { assert_unscoped::<Self>() };
        delete::purge_row::<Self>(db.connection(), key_value::<Self>(key), None)
    }
}

impl<M: Model> Crud for M {}

/// Refuses a model that is only reached through the rows that it belongs to.
// Evaluated by the compiler only: a panic here is a compile error.
#[allow(clippy::panic)]
pub(crate) const fn assert_unscoped<M: Model>() {
    assert!(
        !M::SCOPED,
        "this model is `scoped`: reach its rows through the row that they belong to, as in `user.items()`, or say `unscoped()`"
    );
}
