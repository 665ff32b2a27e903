//! [`Stream`]: the rows of a query, read in batches.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{fmt, vec};

use crate::db::executor::{Connection, Executor};
use crate::db::operation::Operation;
use crate::driver::seam::Call;
use crate::error::Result;
use crate::model::Model;
use crate::query::Query;
use crate::query::load::Loads;
use crate::query::paged::Paged;
use crate::query::scope::Scope;
use crate::sql::render::select;
use crate::stmt::seek::after;
use crate::stmt::sort::Sort;
use crate::stmt::workload::Workload;
use crate::value::Value;

/// The maximum number of rows in memory.
const BATCH: i64 = 1_000;

impl<M: Model, L: Loads<M> + Clone, S: Scope> Query<M, L, S> {
    /// Returns the rows one after the other, in the order of the query; at most 1,000 of them are
    /// in memory, with their related rows.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub price: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # Item::create_many(&db, (0..2_500).map(ItemCreate::new)).await?;
    /// let mut items = Item::query().order_by(Item::PRICE.desc()).stream(&db);
    /// let mut sum = 0;
    /// while let Some(item) = items.next().await? {
    ///     sum += item.price;
    /// }
    /// # assert_eq!(sum, (0..2_500).sum::<i64>());
    /// # Ok(()) }
    /// ```
    ///
    /// Each batch of 1,000 rows is one statement, which starts after the last row of the batch
    /// before, so no connection is held between batches and no timeout runs. In a transaction all
    /// rows are of one snapshot. On a handle they are not: there are no duplicates and no gaps
    /// among rows that existed throughout and kept their position, and a row that is written
    /// meanwhile may be returned or not.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`], from [`Stream::next`]; the stream ends with the first error.
    /// `MultipleRows` for a batch that ends between two rows with the same key and the same values in
    /// the order, in a table whose key is not unique.
    pub fn stream<E: Executor + ?Sized>(self, db: &E) -> Stream<'_, M, L> {
        let left = self.select.limit;
        let order = select::order_of(M::table(), &self.select);
        Stream {
            db: db.connection(),
            rows: Vec::new().into_iter(),
            next: Next::Batch(Box::new(Rest {
                query: Query {
                    select: self.select,
                    loads: self.loads,
                    scope: (),
                    model: self.model,
                },
                order,
                left,
                last: None,
            })),
        }
    }
}

/// The rows of a query for the model `M`, one after the other, with the relations `L`; made by
/// [`Query::stream`].
///
/// It implements the trait `futures_core::Stream`, which the crates `futures` and `tokio-stream`
/// build upon.
#[must_use = "streams are lazy: nothing is sent until you call `next`"]
pub struct Stream<'d, M: Model, L: Loads<M>> {
    db: Connection<'d>,
    rows: vec::IntoIter<L::Row>,
    next: Next<'d, M, L>,
}

/// The state of the next batch.
enum Next<'d, M: Model, L: Loads<M>> {
    Batch(Box<Rest<M, L>>),
    Coming(Operation<'d, Batch<M, L>>),
    /// There is no next batch.
    Ended,
}

/// The rows of a batch, and the rest of the stream; none after the last batch.
type Batch<M, L> = (Vec<<L as Loads<M>>::Row>, Option<Box<Rest<M, L>>>);

/// The rows of a stream that are not read yet.
struct Rest<M: Model, L: Loads<M>> {
    query: Query<M, L>,
    /// The total order of the query.
    order: Vec<Sort>,
    /// The number of rows that are left, if the query has a limit.
    left: Option<i64>,
    /// The values of the last row in the columns of the order.
    last: Option<Vec<Value>>,
}

impl<M: Model, L: Loads<M> + Clone> Stream<'_, M, L> {
    /// Returns the next row, or none after the last.
    ///
    /// # Errors
    ///
    /// As for [`Query::all`]. None follows.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no row.
    pub async fn next(&mut self) -> Result<Option<L::Row>> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<L::Row>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match std::mem::replace(&mut self.next, Next::Ended) {
                Next::Ended => return Poll::Ready(None),
                Next::Batch(rest) => {
                    self.next = Next::Coming(Box::pin(rest.batch(self.db)));
                }
                Next::Coming(mut coming) => {
                    let Poll::Ready(batch) = coming.as_mut().poll(context) else {
                        self.next = Next::Coming(coming);
                        return Poll::Pending;
                    };
                    match batch {
                        Ok((rows, rest)) => {
                            self.rows = rows.into_iter();
                            self.next = rest.map_or(Next::Ended, Next::Batch);
                        }
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}

impl<M: Model, L: Loads<M> + Clone> Rest<M, L> {
    async fn batch(mut self: Box<Self>, db: Connection<'_>) -> Result<Batch<M, L>> {
        let table = M::table();
        let mut select = self.query.select.clone();
        let db = db.reading(&select);
        select.check()?;
        let limit = self.left.map_or(BATCH, |left| left.min(BATCH));
        let mut offset = select.offset.unwrap_or(0);
        if let Some(last) = &self.last {
            select.filters.push(after(&self.order, last));
            offset = 0;
        }
        let loads = self.query.loads.clone();
        let sink = Paged::<M>::boxed(loads.columns(), &self.order, limit);
        // One row more tells whether there are more; beyond the limit of the query none is missing.
        let selected = if self.left == Some(limit) {
            limit
        } else {
            limit + 1
        };
        let (sql, values) = select::rows(table, db.dialect(), &select, Some(selected), offset)?;
        let done = db.read(Call::new(table, sql, values, sink, Workload::LongRead));
        let paged = done.await?.into::<Paged<M>>()?;
        self.last = Some(paged.last);
        self.left = self.left.map(|left| left - limit);
        let rows = loads.attach(db, paged.found).await?;
        Ok((rows, paged.more.then_some(self)))
    }
}

// No field is structurally pinned: the future of a batch is boxed.
impl<M: Model, L: Loads<M>> Unpin for Stream<'_, M, L> {}

impl<M: Model, L: Loads<M> + Clone> futures_core::Stream for Stream<'_, M, L> {
    type Item = Result<L::Row>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<L::Row>>> {
        self.get_mut().poll(context)
    }
}

impl<M: Model, L: Loads<M>> fmt::Debug for Stream<'_, M, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("model", &M::table().model())
            .finish_non_exhaustive()
    }
}
