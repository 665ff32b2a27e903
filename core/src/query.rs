//! [`Query`]: the rows that a relation leads to, and [`Window`]: which of them.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Range, RangeFrom, RangeFull, RangeTo};

use crate::access::Parent;
use crate::column::{Column, IsUnique, PointsTo};
use crate::column_type::{ColumnType, Unstorable};
use crate::crud::{self, one_or_none};
use crate::driver::Work;
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Executor, Integers, Rows};
use crate::model::Model;
use crate::statement::{Selection, select_where};
use crate::table::Table;
use crate::value::Value;

/// The rows of `M` that a relation leads to, such as `user.items()` or `item.owner()`.
///
/// A value that says what to ask; a method such as [`Query::list`] asks it.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User> }
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, #[field(server)] pub owner_id: Id<User> }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User, Item]).await?;
/// let user = User::create(&db, UserCreate::new()).await?;
/// let item = Item::create(&db, ItemCreate::new().with(ItemServer { owner_id: user.id })).await?;
/// assert_eq!(user.items().list(&db, ..).await?.len(), 1);
/// assert_eq!(item.owner().get(&db).await?.id, user.id);
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a query does nothing until it is asked: call `list`, `find`, `get`, `count` or `exists`"]
pub struct Query<M> {
    column: usize,
    value: Result<Value, Unstorable>,
    model: PhantomData<fn() -> M>,
}

impl<M> Query<M> {
    fn of(column: usize, value: Result<Value, Unstorable>) -> Self {
        Self { column, value, model: PhantomData }
    }
}

impl<M: Model> Query<M> {
    /// Returns the rows of the window, in the order of their keys; see [`Window`] for its limits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for a window of more than 1,000 rows.
    pub async fn list<E: Executor + ?Sized>(self, db: &E, window: impl Into<Window> + Send) -> Result<Vec<M>> {
        let (table, column, value) = self.parts()?;
        let (limit, offset) = window.into().bounds()?;
        let sql = select_where(table, db.handle().dialect(), column, Selection::Rows);
        let done = db.handle().run(crud::call(table, sql, vec![value, limit, offset], Rows::<M>::boxed(), Work::LongRead)).await?;
        Ok(done.into::<Rows<M>>()?.rows)
    }

    /// Returns the first row in the order of the keys, or none.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub async fn find<E: Executor + ?Sized>(self, db: &E) -> Result<Option<M>> {
        // Many rows through one foreign key are sorted before the first of them is known.
        let unique = M::table().columns().get(self.column).is_some_and(|column| column.key || column.unique);
        let work = if unique { Work::ShortRead } else { Work::LongRead };
        let (table, column, value) = self.parts()?;
        let sql = select_where(table, db.handle().dialect(), column, Selection::Rows);
        let done = db.handle().run(crud::call(table, sql, vec![value, Value::I64(1), Value::I64(0)], Rows::<M>::boxed(), work)).await?;
        one_or_none(done)
    }

    /// Returns the first row in the order of the keys.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] when there is none.
    pub async fn get<E: Executor + ?Sized>(self, db: &E) -> Result<M> {
        self.find(db).await?.ok_or_else(|| Error::not_found(M::table()))
    }

    /// Returns how many rows there are.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub async fn count<E: Executor + ?Sized>(self, db: &E) -> Result<u64> {
        let (table, column, value) = self.parts()?;
        let sql = select_where(table, db.handle().dialect(), column, Selection::Count);
        crud::counted(db.handle().run(crud::call(table, sql, vec![value], Integers::boxed(), Work::LongRead)).await?)
    }

    /// Returns true when there is at least one row.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub async fn exists<E: Executor + ?Sized>(self, db: &E) -> Result<bool> {
        let (table, column, value) = self.parts()?;
        let sql = select_where(table, db.handle().dialect(), column, Selection::Exists);
        let done = db.handle().run(crud::call(table, sql, vec![value], Integers::boxed(), Work::ShortRead)).await?;
        Ok(!done.into::<Integers>()?.found.is_empty())
    }

    fn parts(self) -> Result<(&'static Table, &'static str, Value)> {
        let table = M::table();
        let value = self.value.map_err(|reason| Error::unstorable(table, self.column, &reason))?;
        let column = table.columns().get(self.column).ok_or_else(|| Error::new(ErrorKind::Internal, "a relation names no column"))?;
        Ok((table, column.name, value))
    }
}

/// Prints the model only: the value may be a secret.
impl<M: Model> fmt::Debug for Query<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("model", &M::table().model()).field("field", &M::table().field(self.column)).finish_non_exhaustive()
    }
}

/// The rows of `C` that point to this row.
#[doc(hidden)]
pub fn children<P: Model, C: Model, T, R: PointsTo<P>>(row: &P, key: Column<C, T, R>) -> Query<C> {
    Query::of(key.position(), row.key().into_value())
}

/// The one row of `C` that points to this row.
#[doc(hidden)]
pub fn child<P: Model, C: Model, T, R: PointsTo<P> + IsUnique>(row: &P, key: Column<C, T, R>) -> Query<C> {
    children(row, key)
}

/// The row of `P` that a foreign key points to.
#[doc(hidden)]
pub fn parent_of<P, T: ColumnType + Clone>(parent: &Parent<P>, key: &T) -> Query<P> {
    let column = parent.table()().columns().iter().position(|column| column.key).unwrap_or_default();
    Query::of(column, key.clone().into_value())
}

/// Which rows of a list: an offset and a limit, both in rows, written as a range.
///
/// `..` is the first 100 rows, `..20` the first 20, `40..60` the 20 rows after the first 40, `40..` the 100 rows after the
/// first 40. One window holds at most 1,000 rows; a larger one is refused, not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    offset: u64,
    limit: u64,
}

impl Window {
    /// How many rows a window holds whose end is open.
    pub const DEFAULT: u64 = 100;

    /// How many rows a window holds at most.
    pub const MAX: u64 = 1_000;

    /// Limit and offset as values.
    pub(crate) fn bounds(self) -> Result<(Value, Value)> {
        if self.limit > Self::MAX {
            return Err(Error::new(ErrorKind::Invalid, format!("a list holds at most {} rows; ask for them in several windows", Self::MAX)));
        }
        let offset = i64::try_from(self.offset).map_err(|_| Error::new(ErrorKind::Invalid, "the offset of a list is out of range; ask for rows that can exist"))?;
        Ok((Value::I64(i64::try_from(self.limit).unwrap_or(i64::MAX)), Value::I64(offset)))
    }

    /// True when the rows can be read through the primary key in little time.
    pub(crate) fn is_short(self) -> bool {
        self.offset.saturating_add(self.limit) <= Self::DEFAULT
    }
}

impl From<RangeFull> for Window {
    fn from(_: RangeFull) -> Self {
        Self { offset: 0, limit: Self::DEFAULT }
    }
}

impl From<RangeTo<u64>> for Window {
    fn from(range: RangeTo<u64>) -> Self {
        Self { offset: 0, limit: range.end }
    }
}

impl From<Range<u64>> for Window {
    fn from(range: Range<u64>) -> Self {
        Self { offset: range.start, limit: range.end.saturating_sub(range.start) }
    }
}

impl From<RangeFrom<u64>> for Window {
    fn from(range: RangeFrom<u64>) -> Self {
        Self { offset: range.start, limit: Self::DEFAULT }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::error::ErrorKind;
    use crate::value::Value;

    #[test]
    fn a_window_is_an_offset_and_a_limit() {
        let bounds = |window: Window| window.bounds().map_err(|error| error.kind());
        let rows = |limit, offset| Ok((Value::I64(limit), Value::I64(offset)));
        assert_eq!(bounds((..).into()), rows(100, 0));
        assert_eq!(bounds((..20).into()), rows(20, 0));
        assert_eq!(bounds((40..60).into()), rows(20, 40));
        assert_eq!(bounds((40..).into()), rows(100, 40));
        assert_eq!(bounds((..0).into()), rows(0, 0));
        #[allow(clippy::reversed_empty_ranges, reason = "a caller can compute one")]
        let reversed = (9..3).into();
        assert_eq!(bounds(reversed), rows(0, 9));
        assert_eq!(bounds((..1_000).into()), rows(1_000, 0));
        assert_eq!(bounds((..1_001).into()), Err(ErrorKind::Invalid));
        assert_eq!(bounds((0..u64::MAX).into()), Err(ErrorKind::Invalid));
        assert_eq!(bounds((u64::MAX..).into()), Err(ErrorKind::Invalid));
    }
}
