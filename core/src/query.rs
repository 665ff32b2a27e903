//! [`Query`]: the rows that a relation leads to.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::access::Parent;
use crate::column::{Column, IsUnique, PointsTo};
use crate::column_type::{ColumnType, Unstorable};
use crate::crud;
use crate::driver::{Call, Sink, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Executor, Handle, Integers, Rows};
use crate::model::Model;
use crate::operation::{self, Operation};
use crate::statement::{Selection, select_where};
use crate::value::Value;
use crate::window::IntoWindow;

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
        Self {
            column,
            value,
            model: PhantomData,
        }
    }
}

impl<M: Model> Query<M> {
    /// Returns the rows of the window, in the order of their keys; see [`Window`](crate::Window) for its limits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for a window of more than 1,000 rows.
    pub fn list<E: Executor + ?Sized>(
        self,
        db: &E,
        window: impl IntoWindow,
    ) -> Operation<'_, Vec<M>> {
        let db = db.handle();
        let bounds = window.into_window().bounds();
        let call = bounds.and_then(|(limit, offset)| {
            self.call(
                db,
                Selection::Rows,
                vec![limit, offset],
                Rows::<M>::boxed(),
                Work::LongRead,
            )
        });
        operation::run(db, call, crud::all)
    }

    /// Returns the first row in the order of the keys, or none.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub fn find<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Option<M>> {
        let db = db.handle();
        operation::run(db, self.first(db), crud::one_or_none)
    }

    /// Returns the first row in the order of the keys.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] when there is none.
    pub fn get<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, M> {
        let db = db.handle();
        operation::run(db, self.first(db), crud::one)
    }

    /// Returns how many rows there are.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub fn count<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, u64> {
        let db = db.handle();
        operation::run(
            db,
            self.call(
                db,
                Selection::Count,
                Vec::new(),
                Integers::boxed(),
                Work::LongRead,
            ),
            crud::counted,
        )
    }

    /// Returns true when there is at least one row.
    ///
    /// # Errors
    ///
    /// Only those of the connection: `Timeout`, `Unavailable`.
    pub fn exists<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, bool> {
        let db = db.handle();
        operation::run(
            db,
            self.call(
                db,
                Selection::Exists,
                Vec::new(),
                Integers::boxed(),
                Work::ShortRead,
            ),
            crud::any,
        )
    }

    fn first(self, db: Handle<'_>) -> Result<Call> {
        let table = M::table();
        let at = self.column;
        let is_unique = table
            .columns()
            .get(at)
            .is_some_and(|column| column.key || column.unique);
        if let (true, Some(sql)) = (is_unique, table.texts(db.dialect()).find_by.get(at)) {
            let (value, _) = self.parts()?;
            let rows = Rows::<M>::boxed();
            return Ok(crud::call(
                table,
                Arc::clone(sql),
                vec![value],
                rows,
                Work::ShortRead,
            ));
        }
        // Many rows through one foreign key are sorted before the first of them is known.
        let window = vec![Value::I64(1), Value::I64(0)];
        self.call(
            db,
            Selection::Rows,
            window,
            Rows::<M>::boxed(),
            Work::LongRead,
        )
    }

    fn call(
        self,
        db: Handle<'_>,
        selection: Selection,
        more: Vec<Value>,
        sink: Box<dyn Sink>,
        work: Work,
    ) -> Result<Call> {
        let table = M::table();
        let (value, column) = self.parts()?;
        let sql = select_where(table, db.dialect(), column, selection);
        let values = std::iter::once(value).chain(more).collect();
        Ok(crud::call(table, sql, values, sink, work))
    }

    /// The value to look for, and the name of the column that holds it.
    fn parts(self) -> Result<(Value, &'static str)> {
        let table = M::table();
        let value = self
            .value
            .map_err(|reason| Error::unstorable(table, table.field(self.column), &reason))?;
        let column = table
            .columns()
            .get(self.column)
            .ok_or_else(|| Error::new(ErrorKind::Internal, "a relation names no column"))?;
        Ok((value, column.name))
    }
}

/// Prints the model only: the value may be a secret.
impl<M: Model> fmt::Debug for Query<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &M::table().model())
            .field("field", &M::table().field(self.column))
            .finish_non_exhaustive()
    }
}

/// The rows of `C` that point to this row.
#[doc(hidden)]
pub fn children<P: Model, C: Model, T, R: PointsTo<P>>(row: &P, key: Column<C, T, R>) -> Query<C> {
    Query::of(key.position(), row.key().into_value())
}

/// The one row of `C` that points to this row.
#[doc(hidden)]
pub fn child<P: Model, C: Model, T, R: PointsTo<P> + IsUnique>(
    row: &P,
    key: Column<C, T, R>,
) -> Query<C> {
    children(row, key)
}

/// The row of `P` that a foreign key points to.
#[doc(hidden)]
pub fn parent_of<P, T: ColumnType + Clone>(parent: &Parent<P>, key: &T) -> Query<P> {
    Query::of(parent.table()().key_position(), key.clone().into_value())
}
