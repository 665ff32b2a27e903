//! [`CursorPage`]: the rows after those of another page, found by where that one ended.

use crate::crypto::cursor::Cursor;
use crate::crypto::cursor::key::Queried;
use crate::crypto::cursor::position::Position;
use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::driver::seam::Sink;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::loaded_rows::{LoadedRows, value};
use crate::model::Model;
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::seek::after;
use crate::stmt::sort::{Nulls, Sort};
use crate::stmt::window::Window;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// Some rows of a query, and the way to those around them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CursorPage<T> {
    /// The rows, in the order of the query.
    pub rows: Vec<T>,
    /// Leads to the rows after these; none where there are no more.
    pub next: Option<Cursor>,
    /// Leads to the rows before these; none at the start. Those may be gone when they are asked for.
    pub previous: Option<Cursor>,
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns so many rows after the place that the cursor names, or the first ones without a cursor; 1 to 1,000 of them
    /// ([`Window::MAX`]).
    ///
    /// However deep it is, a page costs as much as the first one if an index has the order. No row comes twice and none is left
    /// out that stood throughout where it is in the order, whatever is written between two pages.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub price: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # Item::create_many(&db, (0..50).map(ItemCreate::new)).await?;
    /// let dearest = || Item::query().order_by(Item::PRICE.desc());
    /// let first = dearest().page_after(&db, None, 20).await?;
    /// let second = dearest().page_after(&db, first.next, 20).await?;
    /// assert_eq!(second.rows[0].price, 29);
    ///
    /// let back = dearest().page_after(&db, second.previous, 20).await?;
    /// assert_eq!(back.rows[0].price, first.rows[0].price);
    /// # Ok(()) }
    /// ```
    ///
    /// A cursor is taken by the handle that made it and its clones, and for the same query; the number of rows may change. To take
    /// it in other processes, and after a restart, give them all one
    /// [`Builder::cursor_secret`](crate::db::Builder::cursor_secret).
    ///
    /// # Errors
    ///
    /// `Misuse` for a cursor that is forged or of another query, for no row and for more than 1,000, and for a query with a limit
    /// or an offset; `Unsupported` where a row has more than 4 KiB in the columns of the order. Otherwise as for [`Query::all`].
    pub fn page_after<E: Executor + ?Sized>(
        self,
        db: &E,
        cursor: impl Into<Option<Cursor>>,
        rows: u64,
    ) -> Operation<'_, CursorPage<L::Row>> {
        let (db, cursor) = (db.connection(), cursor.into());
        Box::pin(async move {
            let Self { shape, loads, .. } = self;
            shape.check()?;
            let limit = limit(rows, shape.limit.is_some() || shape.offset.is_some())?;
            let (table, dialect, keys) = (M::table(), db.dialect(), db.cursors());
            let work = shape.work(table, Some(limit), 0);
            let (sql, values) = select::rows(table, dialect, &shape, None, 0)?;
            let queried = Queried::new(&sql, &values);
            let from = cursor
                .map(|cursor| keys.open(&queried, &cursor))
                .transpose()?;

            let (mut order, mut asked) = (select::order_of(table, &shape), shape);
            let backwards = from.as_ref().is_some_and(|from| from.backwards);
            if backwards {
                order.iter_mut().for_each(turn);
            }
            if let Some(from) = from.as_ref().filter(|from| !from.values.is_empty()) {
                if from.values.len() != order.len() {
                    return Err(Cursor::refused());
                }
                asked.filters.push(after(&order, &from.values));
            }
            let places: Vec<usize> = order
                .iter()
                .filter_map(|sort| position(table, *sort))
                .collect();
            asked.order = order;
            let (sql, values) = select::rows(table, dialect, &asked, Some(limit + 1), 0)?;
            let sink = Box::new(Paged {
                found: LoadedRows::<M>::new(loads.columns()),
                most: usize::try_from(limit).unwrap_or(usize::MAX),
                places,
                first: Vec::new(),
                last: Vec::new(),
                more: false,
            });
            let done = db.read(Call::new(table, sql, values, sink, work));
            let paged = done.await?.into::<Paged<M>>()?;

            let at_start = from.as_ref().is_none_or(|from| from.values.is_empty());
            let cursor = |is_there: bool, backwards: bool, values: &[Value]| {
                let values = values.to_vec();
                let position = Position { backwards, values };
                is_there.then(|| keys.seal(&queried, &position)).transpose()
            };
            let Paged {
                mut found,
                first,
                last,
                more,
                ..
            } = paged;
            let (next, previous) = if backwards {
                found.reverse();
                (
                    cursor(!at_start, false, &first)?,
                    cursor(more, true, &last)?,
                )
            } else {
                (
                    cursor(more, false, &last)?,
                    cursor(!at_start, true, &first)?,
                )
            };
            Ok(CursorPage {
                next,
                previous,
                rows: loads.attach(db, found).await?,
            })
        })
    }
}

/// Takes the rows of a page, and what its first and its last one hold in the columns of the order.
struct Paged<M> {
    found: LoadedRows<M>,
    /// How many rows it has at most. One that comes behind them is not taken.
    most: usize,
    /// The positions of the columns of the order.
    places: Vec<usize>,
    /// Empty where there is no row.
    first: Vec<Value>,
    /// Empty where the page is not full, and so nothing is behind it.
    last: Vec<Value>,
    /// A row came behind the page.
    more: bool,
}

impl<M: Model> Sink for Paged<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let number = self.found.rows.len();
        if number == self.most {
            self.more = true;
            return Ok(());
        }
        let ends = || {
            let places = self.places.iter();
            places
                .map(|at| value(row, *at, M::table(), *at))
                .collect::<Result<Vec<_>>>()
        };
        if number == 0 {
            self.first = ends()?;
        }
        if number + 1 == self.most {
            self.last = ends()?;
        }
        self.found.take(row)
    }
}

fn limit(rows: u64, is_cut: bool) -> Result<i64> {
    if is_cut {
        return Err(Error::new(
            ErrorKind::Misuse,
            "a page is told how many rows it has; leave `limit` and `offset` away",
        ));
    }
    let limit = i64::try_from(rows).ok();
    let limit = limit.filter(|_| (1..=Window::MAX).contains(&rows));
    limit.ok_or_else(|| {
        let message = format!("a page holds 1 to {} rows; ask for several", Window::MAX);
        Error::new(ErrorKind::InvalidInput, message)
    })
}

/// Turns an order round.
fn turn(sort: &mut Sort) {
    sort.descending = !sort.descending;
    sort.nulls = match sort.nulls {
        Nulls::Least => Nulls::Least,
        Nulls::First => Nulls::Last,
        Nulls::Last => Nulls::First,
    };
}

pub(super) fn position(table: &'static Table, sort: Sort) -> Option<usize> {
    let mut columns = table.columns().iter();
    columns.position(|column| std::ptr::eq(column, sort.column))
}
