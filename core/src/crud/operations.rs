//! [`Crud`]: the operations of every model.

use std::sync::Arc;

use crate::db::executor::Executor;
use crate::db::operation::{self, Operation};
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::{Result, protocol_error};
use crate::exec::call::{all, any, by_key, counted, one, one_or_none};
use crate::exec::rows::Rows;
use crate::exec::upsert::{Existing, Upsert};
use crate::exec::upsert_many::{ExistingRows, upsert_many};
use crate::exec::write::OneRow;
use crate::exec::{create, delete, update, upsert};
use crate::model::argument::{Argument, KeyOf, argument, key_value};
use crate::model::column::{Column, IsUnique};
use crate::model::not_scoped::NotScoped;
use crate::model::soft_delete::SoftDelete;
use crate::model::unique_by::UniqueBy;
use crate::model::{IntoChanges, IntoNew, Model};
use crate::query::Query;
use crate::query::scope::Unscoped;
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::window::IntoWindow;
use crate::stmt::workload::Workload;

/// Returns the query for the rows with these keys.
fn with_keys<M: Model>(keys: impl IntoIterator<Item: KeyOf<M>>) -> Result<Query<M>> {
    let values = keys.into_iter().map(key_value::<M>);
    let column = M::table().key().ok_or_else(protocol_error)?;
    let is_one = Condition::one_of(column, values.collect::<Result<_>>()?);
    Ok(Query::of(Select::of(vec![is_one], Deleted::Without)))
}

/// The operations of a model: create, read, update and delete rows.
///
/// Implemented for every [`Model`]. Each one runs on `&db`, where it is committed when it returns,
/// or inside a transaction on `tx`. One that succeeds is one statement, except for `upsert`,
/// `upsert_with` and `find_or_create`, for writes of a model with [`Hooks`](crate::Hooks), and for the update or
/// restoration of one row on MariaDB and MySQL, which cannot return it. Dropping its future never
/// leaves it half executed.
///
/// The functions that take no row are those of models that are [`NotScoped`], which is also the
/// bound of a generic function that calls them. The methods of a row of a scoped model keep the
/// owner of the row: see [the guide on scopes](crate::guide::scopes).
///
/// # Errors
///
/// Besides the kinds that each operation names, every operation can return
/// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) (no connection was available, or the statement
/// took too long), [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable), and inside a
/// transaction [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) after an earlier error. Writes can
/// return [`ErrorKind::Busy`](crate::ErrorKind::Busy); on `&db` their commit can end in
/// [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
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
    /// Validates the input, inserts one row and returns the stored row.
    ///
    /// # Errors
    ///
    /// `Validation` for a broken rule, `Conflict` for a value that is taken, `ForeignKey` for a
    /// parent that does not exist, `Check` for a row that a constraint of the table rejects. In
    /// that case nothing was written.
    fn create<E: Executor + ?Sized>(db: &E, input: impl IntoNew<Self>) -> Operation<'_, Self>
    where
        Self: NotScoped,
    {
        create::create(db.connection(), create::fill(input), Vec::new())
    }

    /// Validates the inputs, inserts a row for each, all of them or none, and returns the rows in
    /// the order of the inputs.
    ///
    /// Without inputs, no statement is sent.
    ///
    /// # Errors
    ///
    /// As for [`Crud::create`]. In that case no row was written.
    fn create_many<E: Executor + ?Sized>(
        db: &E,
        inputs: impl IntoIterator<Item: IntoNew<Self>>,
    ) -> Operation<'_, Vec<Self>>
    where
        Self: NotScoped,
    {
        let rows = inputs.into_iter().map(create::fill);
        create::create_many(db.connection(), rows.collect(), Vec::new())
    }

    /// Validates the input, and creates the row or, if a row has the same value in the unique
    /// column, updates that row; returns the stored row, and whether it was created.
    ///
    /// Columns that are unique together are passed as a tuple: `(Seat::HALL, Seat::NUMBER)` of
    /// `#[model(unique(hall, number))]`.
    ///
    /// An existing row receives what the input has, and keeps the rest. A view of `Create` has its
    /// own fields only, and no input has the `server` fields unless it is `.with(XServer { .. })`.
    /// Columns that never change are not written: the key, values that are generated once, and
    /// `create_only` fields. For other changes to an existing row, see [`Crud::upsert_with`]. A
    /// soft-deleted row does not exist. The operation succeeds whatever other writers do meanwhile;
    /// in a transaction the closure may run again.
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
    /// As for [`Crud::create`]; `Conflict` for another unique value that is taken, `Misuse` for a
    /// tuple of columns that are not unique together. In that case nothing was written.
    fn upsert<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        input: impl IntoNew<Self>,
    ) -> Operation<'_, Upsert<Self>>
    where
        Self: NotScoped,
    {
        upsert::upsert(db.connection(), &unique, input, Ok(Existing::Takes))
    }

    /// Validates both arguments, and creates the row or, if a row has the same value in the unique
    /// column, makes the changes to that row; returns the stored row, and whether it was created.
    ///
    /// The changes are those of [`Crud::update`]: a patch, a step such as `Stock::SOLD.add(1)`, or
    /// both. Without changes, this is [`Crud::find_or_create`].
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Hit { pub id: Id<Hit>, #[field(unique, len(..=80))] pub page: String, pub count: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Hit]).await?;
    /// for _ in 0..3 {
    ///     Hit::upsert_with(&db, Hit::PAGE, HitCreate::new("/", 1), Hit::COUNT.add(1)).await?;
    /// }
    /// assert_eq!(Hit::query().one(&db).await?.count, 3);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Crud::upsert`] and [`Crud::update`].
    fn upsert_with<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        input: impl IntoNew<Self>,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, Upsert<Self>>
    where
        Self: NotScoped,
    {
        let existing = update::fill::<Self>(changes).map(Existing::Changes);
        upsert::upsert(db.connection(), &unique, input, existing)
    }

    /// Validates the input, and returns the row with the same value in the unique column unchanged,
    /// or creates it.
    ///
    /// With a key of the caller this is an idempotent `create`: however often it is called, there
    /// is one row, and every caller receives it.
    ///
    /// # Errors
    ///
    /// As for [`Crud::upsert`].
    fn find_or_create<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        input: impl IntoNew<Self>,
    ) -> Operation<'_, Upsert<Self>>
    where
        Self: NotScoped,
    {
        upsert::upsert(db.connection(), &unique, input, Ok(Existing::Stays))
    }

    /// Validates all inputs and does for each what [`Crud::upsert`] does: all of them or none.
    /// Returns the stored rows in the order of the inputs, and whether they were created.
    ///
    /// One SELECT finds the rows that exist, one INSERT creates the others, and then each row that
    /// exists is one UPDATE, all in one transaction. Of several inputs with one unique value the last
    /// one remains, and each returns the row as it wrote it. Without inputs, no statement is sent.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Rate { pub id: Id<Rate>, #[field(unique, len(..=3))] pub currency: String, pub cents: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Rate]).await?;
    /// Rate::create(&db, RateCreate::new("EUR", 108)).await?;
    /// let rates = [RateCreate::new("EUR", 109), RateCreate::new("GBP", 127)];
    /// let rates = Rate::upsert_many(&db, Rate::CURRENCY, rates).await?;
    /// assert_eq!(rates.iter().map(|rate| rate.is_created()).collect::<Vec<_>>(), [false, true]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Crud::upsert`]. In that case nothing was written.
    fn upsert_many<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        inputs: impl IntoIterator<Item: IntoNew<Self>>,
    ) -> Operation<'_, Vec<Upsert<Self>>>
    where
        Self: NotScoped,
    {
        upsert_many(db.connection(), &unique, inputs, ExistingRows::Take)
    }

    /// Validates all inputs and does for each what [`Crud::find_or_create`] does: creates those that
    /// do not exist, all of them or none. Returns the stored rows in the order of the inputs, and
    /// whether they were created.
    ///
    /// One SELECT and one INSERT, in one transaction. Without inputs, no statement is sent.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, #[field(unique, len(..=40))] pub name: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// let names = ["rust", "sql", "rust"];
    /// let tags = Tag::find_or_create_many(&db, Tag::NAME, names.map(TagCreate::new)).await?;
    /// assert_eq!(tags.iter().map(|tag| tag.is_created()).collect::<Vec<_>>(), [true, true, false]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Crud::find_or_create`]. In that case nothing was written.
    fn find_or_create_many<E: Executor + ?Sized>(
        db: &E,
        unique: impl UniqueBy<Self>,
        inputs: impl IntoIterator<Item: IntoNew<Self>>,
    ) -> Operation<'_, Vec<Upsert<Self>>>
    where
        Self: NotScoped,
    {
        upsert_many(db.connection(), &unique, inputs, ExistingRows::Stay)
    }

    /// Validates the changes, writes them to the rows with these keys, and returns the number of
    /// rows. One statement.
    ///
    /// # Errors
    ///
    /// As for [`Query::update`]; `InvalidInput` for more keys than a statement has placeholders:
    /// 32,766 on SQLite and 65,535 on the other databases, minus those of the changes.
    fn update_many<E: Executor + ?Sized>(
        db: &E,
        keys: impl IntoIterator<Item: KeyOf<Self>>,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, u64>
    where
        Self: NotScoped,
    {
        match with_keys::<Self>(keys) {
            Ok(query) => query.update(db, changes),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Deletes the rows with these keys, and returns the number of rows. One statement.
    ///
    /// # Errors
    ///
    /// As for [`Query::delete`]; `InvalidInput` for too many keys, as for [`Crud::update_many`].
    fn delete_many<E: Executor + ?Sized>(
        db: &E,
        keys: impl IntoIterator<Item: KeyOf<Self>>,
    ) -> Operation<'_, u64>
    where
        Self: NotScoped,
    {
        match with_keys::<Self>(keys) {
            Ok(query) => query.delete(db),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; [`Crud::find`] returns an option instead.
    fn get<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, Self>
    where
        Self: NotScoped,
    {
        let db = db.connection();
        operation::read(db, by_key::<Self>(db, key), one)
    }

    /// Returns the row with this key, or none.
    fn find<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, Option<Self>>
    where
        Self: NotScoped,
    {
        let db = db.connection();
        operation::read(db, by_key::<Self>(db, key), one_or_none)
    }

    /// Returns the row that holds this value in a unique column, or none. An instant or a time with
    /// nanoseconds finds none: stored ones are whole microseconds.
    ///
    /// NULL is not equal to any value, so no row can be found by it:
    ///
    /// ```compile_fail,E0277
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
    ) -> Operation<'_, Option<Self>>
    where
        Self: NotScoped,
    {
        let (db, table, position) = (db.connection(), Self::table(), column.position());
        let call = move |value| {
            let prepared = db.dialect().prepared(table);
            let sql = prepared
                .find_by
                .get(position)
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
        };
        let value = argument::<Self, _>(position, value);
        let column = table.columns().get(position);
        let form = column.and_then(|column| column.other_form(value.as_ref().ok()?));
        let found = operation::read(db, value.and_then(call), one_or_none);
        match form {
            None => found,
            // Another application may have stored the text itself.
            Some(form) => Box::pin(async move {
                match found.await? {
                    Some(row) => Ok(Some(row)),
                    None => one_or_none(db.read(call(form)?).await?),
                }
            }),
        }
    }

    /// Returns true when there is a row with this key.
    fn exists<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, bool>
    where
        Self: NotScoped,
    {
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

    /// Returns the rows of the window in the order of their keys, which for UUIDs of version 7 is
    /// the order of creation; see [`Window`](crate::query::Window) for its limits.
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
    /// `InvalidInput` for a window of more than 1,000 rows.
    fn list<E: Executor + ?Sized>(db: &E, window: impl IntoWindow) -> Operation<'_, Vec<Self>>
    where
        Self: NotScoped,
    {
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

    /// Returns the number of rows.
    fn count<E: Executor + ?Sized>(db: &E) -> Operation<'_, u64>
    where
        Self: NotScoped,
    {
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

    /// Returns the query for all rows of a model with `#[model(scoped)]`, which is otherwise
    /// reached through its owner. Search the code for this name to find every access without an
    /// owner.
    ///
    /// For every other model it is the query of [`Crud::query`], with a `create` method.
    fn unscoped() -> Query<Self, (), Unscoped> {
        Query::within(Select::default(), Unscoped::new())
    }

    /// Returns the query for all rows, to which conditions, an order and relations are added; see
    /// [`Query`].
    fn query() -> Query<Self>
    where
        Self: NotScoped,
    {
        Query::new()
    }

    /// Validates the changes, writes the fields that they set, and returns the stored row.
    ///
    /// Fields that are not set are not written. Without changes, no statement is sent and the row
    /// is returned unchanged. A row of a `scoped` model keeps its owner, and references no row of
    /// another one.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row does not exist any more, or a row of a `scoped` model has another
    /// owner than when it was read; `Stale` when the model has a `version` and the row was changed
    /// since it was read; for a `scoped` model `Validation` for another owner; otherwise as for
    /// [`Crud::create`].
    fn update<E: Executor + ?Sized>(
        self,
        db: &E,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, Self> {
        let db = db.connection();
        match update::fill::<Self>(changes) {
            Ok(set) if set.is_empty() => operation::ready(Ok(self)),
            set => update::update_row(db, OneRow::read(&self), set),
        }
    }

    /// Validates the changes, writes the fields that they set to the row with this key, and returns
    /// the stored row.
    ///
    /// Fields that are not set are not written. Without changes, the row is only read.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row; otherwise as for [`Crud::create`].
    fn update_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl KeyOf<Self>,
        changes: impl IntoChanges<Self>,
    ) -> Operation<'_, Self>
    where
        Self: NotScoped,
    {
        let db = db.connection();
        match update::fill::<Self>(changes) {
            Ok(set) if set.is_empty() => operation::run(db, by_key::<Self>(db, key), one),
            set => update::update_row(db, OneRow::by_key(key_value::<Self>(key)), set),
        }
    }

    /// Deletes the row; soft-deletes it if the model has a `deleted` field, see
    /// [`SoftDelete`](crate::SoftDelete).
    ///
    /// # Errors
    ///
    /// `NotFound` when it does not exist any more; `Stale` when the model has a `version` and the
    /// row was changed since it was read; `ForeignKey` when another row still references it.
    fn delete<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, ()> {
        delete::delete_row::<Self>(db.connection(), OneRow::read(&self))
    }

    /// Deletes the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row, `ForeignKey` when another row still references it.
    fn delete_by_id<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, ()>
    where
        Self: NotScoped,
    {
        delete::delete_row::<Self>(db.connection(), OneRow::by_key(key_value::<Self>(key)))
    }

    /// Restores this soft-deleted row, and returns the stored row.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not soft-deleted, does not exist any more, or has a `version` and was
    /// changed since it was read; `Conflict` when another row has one of its unique values.
    fn restore<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Self>
    where
        Self: SoftDelete,
    {
        delete::restore_row(db.connection(), OneRow::read(&self))
    }

    /// Restores the soft-deleted row with this key, and returns the stored row.
    ///
    /// # Errors
    ///
    /// `NotFound` when no row with this key is soft-deleted; `Conflict` when another row has one of
    /// its unique values.
    fn restore_by_id<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, Self>
    where
        Self: NotScoped + SoftDelete,
    {
        delete::restore_row(db.connection(), OneRow::by_key(key_value::<Self>(key)))
    }

    /// Removes the row from the table, whether it is soft-deleted or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when it does not exist any more; `Stale` when the model has a `version` and the
    /// row was changed since it was read; `ForeignKey` when another row still references it,
    /// whether it is soft-deleted or not.
    fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, ()>
    where
        Self: SoftDelete,
    {
        delete::purge_row::<Self>(db.connection(), OneRow::read(&self))
    }

    /// Removes the row with this key from the table, whether it is soft-deleted or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row; `ForeignKey` as for [`Crud::purge`].
    fn purge_by_id<E: Executor + ?Sized>(db: &E, key: impl KeyOf<Self>) -> Operation<'_, ()>
    where
        Self: NotScoped + SoftDelete,
    {
        delete::purge_row::<Self>(db.connection(), OneRow::by_key(key_value::<Self>(key)))
    }
}

impl<M: Model> Crud for M {}
