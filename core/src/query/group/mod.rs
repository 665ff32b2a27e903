//! [`Groups`]: GROUP BY, with aggregates of each group.

pub(crate) mod aggregate;
pub(crate) mod condition;

use std::fmt;
use std::marker::PhantomData;

use crate::db::executor::{Connection, Executor};
use crate::db::operation::{self, Operation};
use crate::driver::seam::{Call, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::Query;
use crate::query::group::aggregate::Aggregates;
use crate::query::group::condition::{GroupFilter, GroupOrder, IntoGroupOrder};
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::query::select::Selection;
use crate::sql::render::groups;
use crate::stmt::group::Grouping;
use crate::stmt::select::Select;
use crate::stmt::workload::Workload;
use crate::value::row::Row;

/// Groups of rows of `M` with equal values in the columns `K`, and the aggregates `A` of each; made
/// by [`Query::group_by`].
#[must_use = "groups are lazy: nothing is sent until you call `select`, then `all` or `first`"]
pub struct Groups<M, K, A = ()> {
    select: Select,
    keys: K,
    aggregates: A,
    having: Option<GroupFilter<M>>,
    order: Vec<GroupOrder<M>>,
    limit: Option<u64>,
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Groups the rows by a column, or by a tuple of columns.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Sale { pub id: Id<Sale>, pub city: String, pub cents: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Sale]).await?;
    /// # for (city, cents) in [("Graz", 5), ("Graz", 7), ("Linz", 20), ("Wels", 1), ("Wels", 2)] { Sale::create(&db, SaleCreate::new(city, cents)).await?; }
    /// let cities: Vec<(String, (u64, i64))> = Sale::query()
    ///     .group_by(Sale::CITY)
    ///     .having(Sale::ID.count().ge(2))
    ///     .order_by(Sale::CENTS.sum().desc())
    ///     .select((Sale::ID.count(), Sale::CENTS.sum()))
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(cities, [("Graz".into(), (2, 12)), ("Wels".into(), (2, 3))]);
    /// # Ok(()) }
    /// ```
    pub fn group_by<K: Selection<M>>(self, keys: K) -> Groups<M, K>
    where
        L: LoadsNothing,
    {
        Groups {
            select: self.select,
            keys,
            aggregates: (),
            having: None,
            order: Vec::new(),
            limit: None,
        }
    }
}

impl<M: Model, K: Selection<M>, A> Groups<M, K, A> {
    /// Adds a condition on aggregates of the groups. Conditions are combined with AND.
    pub fn having(mut self, condition: GroupFilter<M>) -> Self {
        self.having = Some(match self.having {
            Some(earlier) => earlier.and(condition),
            None => condition,
        });
        self
    }

    /// Adds an aggregate or a column of the groups to the order. Without an order, and where it
    /// leaves groups equal, they are sorted by their columns.
    pub fn order_by(mut self, order: impl IntoGroupOrder<M>) -> Self {
        self.order.push(order.into_group_order());
        self
    }

    /// Limits the result to `groups` groups.
    pub const fn limit(mut self, groups: u64) -> Self {
        self.limit = Some(groups);
        self
    }

    /// Selects the aggregates of each group: an [`Aggregate`](crate::query::Aggregate), or a tuple
    /// of up to eight.
    pub fn select<B: Aggregates<M>>(self, aggregates: B) -> Groups<M, K, B> {
        Groups {
            select: self.select,
            keys: self.keys,
            aggregates,
            having: self.having,
            order: self.order,
            limit: self.limit,
        }
    }
}

impl<M: Model, K: Selection<M>, A: Aggregates<M>> Groups<M, K, A> {
    /// Returns the columns and the aggregates of each group, in one statement.
    ///
    /// # Errors
    ///
    /// `Misuse` for a query with an order, a limit, an offset or a lock, and for the
    /// order of a column that is not in `group_by`; `Check` when a sum of integers does not fit
    /// into an `i64`; otherwise as for [`Query::all`].
    pub fn all<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Vec<(K::Values, A::Values)>> {
        let db = db.connection();
        let call = self.call(db);
        operation::read(db, call, |done| Ok(done.into::<Found<M, K, A>>()?.found))
    }

    /// Returns the values of the first group, or none.
    ///
    /// # Errors
    ///
    /// As for [`Groups::all`].
    pub fn first<E: Executor + ?Sized>(
        self,
        db: &E,
    ) -> Operation<'_, Option<(K::Values, A::Values)>> {
        let limit = self.limit.map_or(1, |limit| limit.min(1));
        let all = self.limit(limit).all(db);
        Box::pin(async move { Ok(all.await?.pop()) })
    }

    fn call(self, db: Connection<'_>) -> Result<Call> {
        self.select.check()?;
        if self.select.has_window_order_or_lock() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a query before `group_by` has no order, limit, offset or lock; call `order_by` and `limit` after `group_by`, and remove offset and lock",
            ));
        }
        let (table, columns) = (M::table(), self.keys.columns());
        let order = self.order.into_iter().map(GroupOrder::into_sort);
        let grouping = Grouping {
            keys: &columns,
            aggregates: &self.aggregates.measures(),
            having: self.having.map(GroupFilter::into_condition).transpose()?,
            order: order.collect::<Result<_>>()?,
            limit: self.limit,
        };
        let (sql, values) = groups::groups(table, db.dialect(), &self.select, grouping)?;
        let sink = Box::new(Found::<M, K, A> {
            columns,
            aggregates: self.aggregates,
            found: Vec::new(),
            model: PhantomData,
        });
        Ok(Call::new(table, sql, values, sink, Workload::LongRead))
    }
}

/// Collects the values of groups.
struct Found<M: Model, K: Selection<M>, A: Aggregates<M>> {
    columns: Vec<usize>,
    aggregates: A,
    found: Vec<(K::Values, A::Values)>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, K: Selection<M>, A: Aggregates<M>> Sink for Found<M, K, A> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let keys = K::read(row).map_err(|(index, reason)| {
            let column = self.columns.get(index).copied().unwrap_or(usize::MAX);
            Error::unreadable(M::table(), column, reason)
        })?;
        let values = self.aggregates.read(row, self.columns.len())?;
        self.found.push((keys, values));
        Ok(())
    }
}

/// Prints the query and no value.
impl<M: Model, K, A> fmt::Debug for Groups<M, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups")
            .field("model", &M::table().model())
            .field("select", &self.select)
            .finish_non_exhaustive()
    }
}
