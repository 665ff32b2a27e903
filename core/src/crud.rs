//! [`Crud`]: the operations of every model, one statement each.

mod pending;

use std::future::Future;
use std::sync::Arc;

use validator::Validate;

use crate::column::{Argument, Column, IsUnique};
use crate::driver::{Arguments, Call, Done, Sink, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Executor, Integers, Nothing, Rows};
use crate::model::{Input, IntoChanges, IntoNew, Model, Patches};
use crate::query::Window;
use crate::statement;
use crate::table::Table;
use crate::value::Value;
use crate::write::{Sets, Values, now};
use pending::Pending;

/// The operations of a model: create, read, change and delete rows.
///
/// Implemented for every [`Model`]. Each one runs on `&db`, where it is committed when it returns, or inside a
/// transaction on `tx`, and is one statement. Dropping its future never leaves it half done.
///
/// # Errors
///
/// Beside the kinds that each operation names, every one can give [`ErrorKind::Timeout`] (no connection was free, or the
/// statement took too long), [`ErrorKind::Unavailable`], and inside a transaction [`ErrorKind::Aborted`] after an earlier
/// error. Those that write can give [`ErrorKind::Busy`]; on `&db` their commit can end in [`ErrorKind::OutcomeUnknown`].
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
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Tag]).await?;
///
/// let tag = Tag::create(&db, TagCreate::new("rust")).await?;
/// let tag = tag.update(&db, TagUpdate { note: Set(Some("a language".into())), ..Default::default() }).await?;
/// assert_eq!(Tag::find_by(&db, Tag::NAME, "rust").await?.and_then(|tag| tag.note).as_deref(), Some("a language"));
/// tag.delete(&db).await?;
/// assert_eq!(Tag::count(&db).await?, 0);
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Crud: Model {
    /// Validates the input, inserts one row and returns it as it is stored.
    ///
    /// # Errors
    ///
    /// `Validation` for a broken rule, `Conflict` for a value that is taken, `ForeignKey` for a parent that is not there,
    /// `Check` for what the table refuses. Nothing was written then.
    fn create<E: Executor + ?Sized>(db: &E, input: impl IntoNew<Self>) -> impl Future<Output = Result<Self>> + Send {
        async move {
            let (pending, mut sent) = Pending::of(vec![new_row::<Self>(input)?])?;
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).insert);
            let done = db.handle().run(call(table, sql, sent.pop().unwrap_or_default(), Integers::boxed(), Work::ShortWrite)).await?;
            pending.written(done)?.pop().ok_or_else(lost)
        }
    }

    /// Validates the inputs, inserts a row for each, all of them or none, and returns the rows in the order of the inputs.
    ///
    /// # Errors
    ///
    /// As for [`Crud::create`]. No row was written then.
    fn create_many<E: Executor + ?Sized, I: IntoNew<Self>>(
        db: &E,
        inputs: impl IntoIterator<Item = I, IntoIter: Send> + Send,
    ) -> impl Future<Output = Result<Vec<Self>>> + Send {
        async move {
            let rows = inputs.into_iter().map(new_row::<Self>).collect::<Result<Vec<_>>>()?;
            if rows.is_empty() {
                return Ok(Vec::new());
            }
            let (pending, sent) = Pending::of(rows)?;
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).insert);
            let call = Call { arguments: Arguments::Each(sent), ..call(table, sql, Vec::new(), Integers::boxed(), Work::LongWrite) };
            pending.written(db.handle().run(call).await?)
        }
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; [`Crud::find`] gives an option instead.
    fn get<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key> + Send) -> impl Future<Output = Result<Self>> + Send {
        async move { Self::find(db, key).await?.ok_or_else(|| Error::not_found(Self::table())) }
    }

    /// Returns the row with this key, or none.
    fn find<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key> + Send) -> impl Future<Output = Result<Option<Self>>> + Send {
        async move {
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).get);
            one_or_none(db.handle().run(call(table, sql, vec![key_value::<Self>(key)?], Rows::<Self>::boxed(), Work::ShortRead)).await?)
        }
    }

    /// Returns the row that holds this value in a unique column, or none.
    ///
    /// # Errors
    ///
    /// `Validation` for a value that no row can hold, such as text with U+0000.
    fn find_by<E: Executor + ?Sized, T: Send, R: IsUnique + Send>(
        db: &E,
        column: Column<Self, T, R>,
        value: impl Argument<T> + Send,
    ) -> impl Future<Output = Result<Option<Self>>> + Send {
        async move {
            let (table, at) = (Self::table(), column.position());
            let value = value.into_argument().map_err(|reason| Error::unstorable(table, at, &reason))?;
            let sql = table.texts(db.handle().dialect()).find_by.get(at).map(Arc::clone).ok_or_else(lost)?;
            one_or_none(db.handle().run(call(table, sql, vec![value], Rows::<Self>::boxed(), Work::ShortRead)).await?)
        }
    }

    /// Returns true when there is a row with this key.
    fn exists<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key> + Send) -> impl Future<Output = Result<bool>> + Send {
        async move {
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).exists);
            let done = db.handle().run(call(table, sql, vec![key_value::<Self>(key)?], Integers::boxed(), Work::ShortRead)).await?;
            Ok(!done.into::<Integers>()?.found.is_empty())
        }
    }

    /// Returns the rows of the window in the order of their keys, for UUIDs of version 7 that of creation; see
    /// [`Window`] for its limits.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag> }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// let first_hundred = Tag::list(&db, ..).await?;
    /// let next_twenty = Tag::list(&db, 100..120).await?;
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Invalid` for a window of more than 1,000 rows.
    fn list<E: Executor + ?Sized>(db: &E, window: impl Into<Window> + Send) -> impl Future<Output = Result<Vec<Self>>> + Send {
        async move {
            let (table, window) = (Self::table(), window.into());
            let (limit, offset) = window.bounds()?;
            let sql = Arc::clone(&table.texts(db.handle().dialect()).list);
            let work = if window.is_short() { Work::ShortRead } else { Work::LongRead };
            let done = db.handle().run(call(table, sql, vec![limit, offset], Rows::<Self>::boxed(), work)).await?;
            Ok(done.into::<Rows<Self>>()?.rows)
        }
    }

    /// Returns how many rows there are.
    fn count<E: Executor + ?Sized>(db: &E) -> impl Future<Output = Result<u64>> + Send {
        async move {
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).count);
            counted(db.handle().run(call(table, sql, Vec::new(), Integers::boxed(), Work::LongRead)).await?)
        }
    }

    /// Validates the changes, writes the fields that they set, and returns the row as it is stored then.
    ///
    /// Fields that are kept are not written. When all are kept, no statement is sent and the row comes back as it was.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; otherwise as for [`Crud::create`].
    fn update<E: Executor + ?Sized>(self, db: &E, changes: impl IntoChanges<Self>) -> impl Future<Output = Result<Self>> + Send {
        async move {
            let sets = changed::<Self>(changes)?;
            if sets.is_empty() {
                return Ok(self);
            }
            let key = key_value::<Self>(self.key())?;
            update_row(db, key, sets).await
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
        key: impl Argument<Self::Key> + Send,
        changes: impl IntoChanges<Self>,
    ) -> impl Future<Output = Result<Self>> + Send {
        async move {
            let sets = changed::<Self>(changes)?;
            if sets.is_empty() {
                return Self::get(db, key).await;
            }
            update_row(db, key_value::<Self>(key)?, sets).await
        }
    }

    /// Deletes the row.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is gone already, `ForeignKey` when another row still points to it.
    fn delete<E: Executor + ?Sized>(self, db: &E) -> impl Future<Output = Result<()>> + Send {
        async move { Self::delete_by_id(db, self.key()).await }
    }

    /// Deletes the row with this key.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row, `ForeignKey` when another row still points to it.
    fn delete_by_id<E: Executor + ?Sized>(db: &E, key: impl Argument<Self::Key> + Send) -> impl Future<Output = Result<()>> + Send {
        async move {
            let table = Self::table();
            let sql = Arc::clone(&table.texts(db.handle().dialect()).delete);
            let done = db.handle().run(call(table, sql, vec![key_value::<Self>(key)?], Box::new(Nothing), Work::ShortWrite)).await?;
            if done.affected == 0 { Err(Error::not_found(table)) } else { Ok(()) }
        }
    }
}

impl<M: Model> Crud for M {}

/// A statement about one model.
pub(crate) fn call(table: &'static Table, sql: Arc<str>, values: Vec<Value>, sink: Box<dyn Sink>, work: Work) -> Call {
    Call { sql, arguments: Arguments::Once(values), sink, work, table: Some(table) }
}

/// The row that came back, or none.
pub(crate) fn one_or_none<M: Model>(done: Done) -> Result<Option<M>> {
    Ok(done.into::<Rows<M>>()?.rows.pop())
}

/// The number that came back.
pub(crate) fn counted(done: Done) -> Result<u64> {
    let counted = done.into::<Integers>()?.found.pop().ok_or_else(lost)?;
    u64::try_from(counted).map_err(|_| lost())
}

fn key_value<M: Model>(key: impl Argument<M::Key>) -> Result<Value> {
    let table = M::table();
    let at = table.columns().iter().position(|column| column.key).unwrap_or_default();
    key.into_argument().map_err(|reason| Error::unstorable(table, at, &reason))
}

/// The values of a new row, all columns, validated.
fn new_row<M: Model>(input: impl IntoNew<M>) -> Result<Vec<Value>> {
    let (input, server) = input.into_new().into_parts();
    let table = M::table();
    input.validate().map_err(|fields| Error::validation(table, fields))?;
    let mut values = Values::new(table, now());
    input.put(server, &mut values);
    values.finish()
}

fn changed<M: Model>(changes: impl IntoChanges<M>) -> Result<Vec<(usize, Value)>> {
    let (patch, server) = changes.into_changes().into_parts();
    let table = M::table();
    patch.validate().map_err(|fields| Error::validation(table, fields))?;
    let mut sets = Sets::new(table);
    patch.put(server, &mut sets);
    sets.finish()
}

async fn update_row<M: Model, E: Executor + ?Sized>(db: &E, key: Value, sets: Vec<(usize, Value)>) -> Result<M> {
    let table = M::table();
    let columns: Vec<&'static str> = sets.iter().filter_map(|(at, _)| table.columns().get(*at)).map(|column| column.name).collect();
    let sql = statement::update(table, db.handle().dialect(), columns.into_iter());
    let values = sets.into_iter().map(|(_, value)| value).chain([key]).collect();
    let done = db.handle().run(call(table, sql, values, Rows::<M>::boxed(), Work::ShortWrite)).await?;
    one_or_none(done)?.ok_or_else(|| Error::not_found(table))
}

#[cold]
fn lost() -> Error {
    Error::new(ErrorKind::Internal, "a driver gave another number of rows than the statement asks for")
}
