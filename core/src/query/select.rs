//! [`Select`]: some columns of the rows of a query instead of whole rows.

use std::fmt;
use std::marker::PhantomData;

use crate::db::executor::{Connection, Executor};
use crate::db::operation::{self, Operation};
use crate::driver::seam::{Call, Sink};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::column::{Column, Visible};
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::select::Select as SelectStatement;
use crate::stmt::window::IntoWindow;
use crate::stmt::workload::Workload;
use crate::value::class::NotSecret;
use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable};

/// An argument of [`Query::select`]: a column of the model, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a selection of columns of `{M}`",
    label = "expected a column of `{M}`, or a tuple of up to eight"
)]
pub trait Selection<M: Model>: Send + 'static {
    /// The values of one row: the type of the column, or a tuple of the types.
    type Values: Send + 'static;

    /// Returns the positions of the columns.
    #[doc(hidden)]
    fn columns(&self) -> Vec<usize>;

    /// Reads the values of a row of these columns.
    #[doc(hidden)]
    fn read(row: &dyn Row) -> Result<Self::Values, (usize, Unreadable)>;
}

impl<M: Model, T: ColumnType<Class: NotSecret>, R: Visible + 'static> Selection<M>
    for Column<M, T, R>
{
    type Values = T;

    fn columns(&self) -> Vec<usize> {
        vec![self.position()]
    }

    fn read(row: &dyn Row) -> Result<T, (usize, Unreadable)> {
        value(row, 0)
    }
}

pub(super) fn value<T: ColumnType>(row: &dyn Row, index: usize) -> Result<T, (usize, Unreadable)> {
    match T::read(row, index) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err((index, Unreadable::expected("a value, found null"))),
        Err(reason) => Err((index, reason)),
    }
}

macro_rules! selection {
    ($($type:ident $role:ident $index:tt),+) => {
        impl<M: Model, $($type: ColumnType<Class: NotSecret>, $role: Visible + 'static),+> Selection<M> for ($(Column<M, $type, $role>,)+) {
            type Values = ($($type,)+);

            fn columns(&self) -> Vec<usize> {
                vec![$(self.$index.position()),+]
            }

            fn read(row: &dyn Row) -> Result<Self::Values, (usize, Unreadable)> {
                Ok(($(value::<$type>(row, $index)?,)+))
            }
        }
    };
}

selection!(A Q 0);

selection!(A Q 0, B R 1);

selection!(A Q 0, B R 1, C S 2);

selection!(A Q 0, B R 1, C S 2, D T 3);

selection!(A Q 0, B R 1, C S 2, D T 3, E U 4);

selection!(A Q 0, B R 1, C S 2, D T 3, E U 4, F V 5);

selection!(A Q 0, B R 1, C S 2, D T 3, E U 4, F V 5, G W 6);

selection!(A Q 0, B R 1, C S 2, D T 3, E U 4, F V 5, G W 6, H X 7);

/// The query for some columns of rows of `M`, the selection `S`; made by [`Query::select`].
#[must_use = "selections are lazy: nothing is sent until you call `all`, `list` or `first`"]
pub struct Select<M, S> {
    select: SelectStatement,
    selection: S,
    is_distinct: bool,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Selects some columns: the result is a value for each row, or a tuple of values. Secrets
    /// cannot be selected, and a `hidden` column with [`Column::revealed`] only.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # for (title, price) in [("lamp", 5), ("lamp", 7), ("chair", 5)] { Item::create(&db, ItemCreate::new(title, price)).await?; }
    /// let prices: Vec<(String, i64)> = Item::query().select((Item::TITLE, Item::PRICE)).all(&db).await?;
    /// assert_eq!(prices[1], ("lamp".into(), 7));
    ///
    /// let titles = Item::query().order_by(Item::TITLE.asc()).select(Item::TITLE).distinct().all(&db).await?;
    /// assert_eq!(titles, ["chair", "lamp"]);
    /// # Ok(()) }
    /// ```
    pub fn select<C: Selection<M>>(self, selection: C) -> Select<M, C>
    where
        L: LoadsNothing,
    {
        Select {
            select: self.select,
            selection,
            is_distinct: false,
            model: PhantomData,
        }
    }
}

impl<M: Model, S: Selection<M>> Select<M, S> {
    /// Removes duplicates: rows with equal values in the selected columns are returned once.
    ///
    /// The result is sorted by the selected columns; an order by another column is rejected.
    pub fn distinct(mut self) -> Self {
        self.is_distinct = true;
        self
    }

    /// Returns the values of all rows, in the order of the query.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`]; `Misuse` for distinct values in the order of a column that is not
    /// selected.
    pub fn all<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Vec<S::Values>> {
        let (limit, offset) = (self.select.limit, self.select.offset.unwrap_or(0));
        self.values(db.connection(), limit, offset)
    }

    /// Returns the values of the rows of the window; see [`Window`](crate::query::Window) for its
    /// limits.
    ///
    /// # Errors
    ///
    /// As for [`Query::list`] and [`Select::all`].
    pub fn list<E: Executor + ?Sized>(
        self,
        db: &E,
        window: impl IntoWindow,
    ) -> Operation<'_, Vec<S::Values>> {
        match self.select.window(window.into_window()) {
            Ok((limit, offset)) => self.values(db.connection(), Some(limit), offset),
            Err(error) => operation::ready(Err(error)),
        }
    }

    /// Returns the values of the first row, or none.
    ///
    /// # Errors
    ///
    /// As for [`Select::all`].
    pub fn first<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Option<S::Values>> {
        let limit = self.select.limit.map_or(1, |limit| limit.min(1));
        let offset = self.select.offset.unwrap_or(0);
        let values = self.values(db.connection(), Some(limit), offset);
        Box::pin(async move { Ok(values.await?.pop()) })
    }

    fn values<'a>(
        self,
        db: Connection<'a>,
        limit: Option<i64>,
        offset: i64,
    ) -> Operation<'a, Vec<S::Values>> {
        let db = db.reading(&self.select);
        let (table, columns) = (M::table(), self.selection.columns());
        let call = self.select.check().and_then(|()| {
            let dialect = db.dialect();
            let window = (limit, offset);
            let (sql, values) = select::columns(
                table,
                dialect,
                &self.select,
                &columns,
                self.is_distinct,
                window,
            )?;
            let sink = Box::new(Selected::<M, S> {
                columns,
                found: Vec::new(),
                model: PhantomData,
            });
            Ok(Call::new(table, sql, values, sink, Workload::LongRead))
        });
        operation::read(db, call, |done| Ok(done.into::<Selected<M, S>>()?.found))
    }
}

/// Collects the values of selected columns.
struct Selected<M: Model, S: Selection<M>> {
    columns: Vec<usize>,
    found: Vec<S::Values>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, S: Selection<M>> Sink for Selected<M, S> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.found.push(S::read(row).map_err(|(index, reason)| {
            let column = self.columns.get(index).copied().unwrap_or(usize::MAX);
            Error::unreadable(M::table(), column, reason)
        })?);
        Ok(())
    }
}

/// Prints the query and no value: it may be a secret.
impl<M: Model, S> fmt::Debug for Select<M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select")
            .field("model", &M::table().model())
            .field("select", &self.select)
            .finish_non_exhaustive()
    }
}
