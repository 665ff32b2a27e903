//! [`Page`]: the rows of a window, and the total number of rows.

use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::driver::seam::{Call, Sink};
use crate::error::{Error, Result, protocol_error};
use crate::exec::loaded_rows::LoadedRows;
use crate::model::Model;
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::window::IntoWindow;
use crate::stmt::workload::Workload;
use crate::value::row::Row;

/// The rows of a window, and the total number of rows of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows of the window, in the order of the query.
    pub rows: Vec<T>,
    /// The number of all rows, including those outside the window.
    pub total: u64,
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Returns the rows of the window and the number of all rows, both from one statement; see
    /// [`Window`](crate::query::Window) for its limits.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # for title in ["a", "b", "c"] { Item::create(&db, ItemCreate::new(title)).await?; }
    /// let page = Item::query().order_by(Item::TITLE.desc()).page(&db, ..2).await?;
    /// assert_eq!((page.rows[0].title.as_str(), page.rows.len(), page.total), ("c", 2, 3));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Query::list`].
    pub fn page<E: Executor + ?Sized>(
        self,
        db: &E,
        window: impl IntoWindow,
    ) -> Operation<'_, Page<L::Row>> {
        let (db, table) = (db.connection().reading(&self.select), M::table());
        let window = self.select.window(window.into_window());
        Box::pin(async move {
            let (limit, offset) = window?;
            self.select.check()?;
            let (sql, values) = select::page(table, db.dialect(), &self.select, limit, offset)?;
            let sink = Box::new(Paged {
                found: LoadedRows::<M>::new(self.loads.columns()),
                total: None,
            });
            let done = db.read(Call::new(table, sql, values, sink, Workload::LongRead));
            let Paged { found, total } = done.await?.into::<Paged<M>>()?;
            Ok(Page {
                rows: self.loads.attach(db, found).await?,
                total: total.ok_or_else(protocol_error)?,
            })
        })
    }
}

/// Collects the rows of a page.
struct Paged<M> {
    found: LoadedRows<M>,
    total: Option<u64>,
}

impl<M: Model> Sink for Paged<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let table = M::table();
        let total = row.integer(table.columns().len());
        let total = total.map_err(|reason| Error::unreadable(table, usize::MAX, reason))?;
        self.total = total.and_then(|total| u64::try_from(total).ok());
        // The key is null only in the row that holds the total alone.
        if row.is_null(table.key_position()) {
            return Ok(());
        }
        self.found.take(row)
    }
}
