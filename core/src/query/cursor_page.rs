//! [`CursorPage`]: keyset pagination. A page starts after the last row of the page before.

use crate::crypto::cursor::Cursor;
use crate::crypto::cursor::key::Queried;
use crate::crypto::cursor::position::Position;
use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::paged::Paged;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::seek::after;
use crate::stmt::select::Select;
use crate::stmt::sort::{Nulls, Sort};
use crate::stmt::window::Window;
use crate::table::Table;
use crate::value::Value;
use crate::value::class::Sortable;
use crate::value::column_type::ColumnType;

/// A page of rows, with the cursors of the next and the previous page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CursorPage<T> {
    /// The rows, in the order of the query.
    pub rows: Vec<T>,
    /// The cursor of the rows after these; none if there are no more.
    pub next: Option<Cursor>,
    /// The cursor of the rows before these; none at the start. Those rows may have been deleted
    /// meanwhile.
    pub previous: Option<Cursor>,
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns up to `rows` rows after the position of the cursor, or the first rows without a
    /// cursor; 1 to 1,000 rows ([`Window::MAX`]).
    ///
    /// With an index on the order, every page takes as long as the first one. There are no
    /// duplicates and no gaps among rows that existed throughout and kept their position, whatever
    /// is written between two pages.
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
    /// A cursor is accepted by the handle that created it and its clones, and for the same query;
    /// the number of rows may change. To accept it in other processes, and after a restart, give
    /// them all one [`Builder::cursor_secret`](crate::db::Builder::cursor_secret).
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a cursor that is forged or of another query, and for zero or more than
    /// 1,000 rows; `Misuse` for a query with a limit or an offset, and where the key is `hidden`
    /// and not in the order; `Unsupported` where a row has more than 4 KiB in the columns of the
    /// order; `MultipleRows` for a page that ends between two rows with the same key and the same
    /// values in the order, in a table whose key is not unique. Otherwise as for [`Query::all`].
    pub fn page_after<E: Executor + ?Sized>(
        self,
        db: &E,
        cursor: impl Into<Option<Cursor>>,
        rows: u64,
    ) -> Operation<'_, CursorPage<L::Row>>
    where
        <M::Key as ColumnType>::Class: Sortable,
    {
        let (db, cursor) = (db.connection().reading(&self.select), cursor.into());
        Box::pin(async move {
            let Self { select, loads, .. } = self;
            select.check()?;
            check_key(M::table(), &select)?;
            let limit = limit(rows, select.limit.is_some() || select.offset.is_some())?;
            let (table, dialect, keys) = (M::table(), db.dialect(), db.cursors());
            let work = select.work(table, Some(limit), 0);
            let (sql, values) = select::rows(table, dialect, &select, None, 0)?;
            let queried = Queried::new(&sql, &values);
            let from = cursor
                .map(|cursor| keys.open(&queried, &cursor))
                .transpose()?;

            let (mut order, mut paged_select) = (select::order_of(table, &select), select);
            let backwards = from.as_ref().is_some_and(|from| from.backwards);
            if backwards {
                order.iter_mut().for_each(reverse);
            }
            if let Some(from) = from.as_ref().filter(|from| !from.values.is_empty()) {
                if from.values.len() != order.len() {
                    return Err(Cursor::refused());
                }
                paged_select.filters.push(after(&order, &from.values));
            }
            let sink = Paged::<M>::boxed(loads.columns(), &order, limit);
            paged_select.order = order;
            let (sql, values) = select::rows(table, dialect, &paged_select, Some(limit + 1), 0)?;
            let done = db.read(Call::new(table, sql, values, sink, work));
            let paged = done.await?.into::<Paged<M>>()?;

            let at_start = from.as_ref().is_none_or(|from| from.values.is_empty());
            let cursor = |exists: bool, backwards: bool, values: &[Value]| {
                let values = values.to_vec();
                let position = Position { backwards, values };
                exists.then(|| keys.seal(&queried, &position)).transpose()
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

/// Refuses a hidden key that the order has only because it ends with the key.
fn check_key(table: &'static Table, select: &Select) -> Result<()> {
    let Some(key) = table.key().filter(|key| key.hidden) else {
        return Ok(());
    };
    if select
        .order
        .iter()
        .any(|sort| std::ptr::eq(sort.column, key))
    {
        return Ok(());
    }
    let (model, field) = (table.model(), key.field);
    let message = format!(
        "a cursor of `{model}` would show `{field}`, which is hidden; if clients may see it, end the order with it, `.revealed()`"
    );
    Err(Error::new(ErrorKind::Misuse, message).with_model(table))
}

fn limit(rows: u64, has_window: bool) -> Result<i64> {
    if has_window {
        return Err(Error::new(
            ErrorKind::Misuse,
            "the page sets the limit; remove `limit` and `offset` from the query",
        ));
    }
    let limit = i64::try_from(rows).ok();
    let limit = limit.filter(|_| (1..=Window::MAX).contains(&rows));
    limit.ok_or_else(|| {
        let message = format!(
            "a page holds 1 to {} rows; read more rows in several pages",
            Window::MAX
        );
        Error::new(ErrorKind::InvalidInput, message)
    })
}

/// Reverses a column of the order.
fn reverse(sort: &mut Sort) {
    sort.descending = !sort.descending;
    sort.nulls = match sort.nulls {
        Nulls::Least => Nulls::Least,
        Nulls::First => Nulls::Last,
        Nulls::Last => Nulls::First,
    };
}
