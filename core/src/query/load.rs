//! [`Load`]: loads related rows with the rows of a query, by one statement for each relation.

use std::fmt;

use crate::db::executor::Connection;
use crate::db::operation::{self, Operation};
use crate::error::protocol_error;
use crate::exec::load::{gone, related};
use crate::exec::loaded_rows::LoadedRows;
use crate::model::Model;
use crate::model::cardinality::{Cardinality, IsMany, Optionality};
use crate::model::filter::{Filter, IntoFilter};
use crate::model::order::IntoOrder;
use crate::model::relation::{Many, MaybeOne, One, Relation};
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::select::Select;
use crate::value::Value;

/// A relation to load, with a condition, an order, a limit for each row, and nested relations; made
/// by [`Relation::filter`], [`Relation::order_by`], [`Relation::limit`] and [`Relation::with`].
///
/// `L` is the tuple of the nested relations; `M`, `N` and `K` are those of the [`Relation`].
#[must_use = "a load has no effect until it is passed to a query: `Model::query().with(..)`"]
pub struct Load<M, N, K, L = ()> {
    relation: Relation<M, N, K>,
    select: Select,
    loads: L,
}

impl<M: Model, N: Model, K: Cardinality> Relation<M, N, K> {
    /// Loads only the related rows that meet the condition. Only for relations to [`Many`], because
    /// a single row could be missing then.
    pub fn filter(self, filter: impl IntoFilter<N>) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().filter(filter)
    }

    /// Loads the related rows in this order.
    pub fn order_by(self, order: impl IntoOrder<N>) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().order_by(order)
    }

    /// Limits the related rows of each row to the first `rows` in the order.
    pub fn limit(self, rows: u64) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().limit(rows)
    }

    /// Loads a relation of the related rows with each of them.
    pub fn with<A: IntoLoad<N>>(self, load: A) -> Load<M, N, K, (A::Load,)> {
        self.load().with(load)
    }

    fn load(self) -> Load<M, N, K> {
        Load {
            relation: self,
            select: Select::default(),
            loads: (),
        }
    }
}

impl<M: Model, N: Model, K: Cardinality, L: Loads<N>> Load<M, N, K, L> {
    /// Adds a condition on the related rows. Conditions are combined with AND.
    pub fn filter(mut self, filter: impl IntoFilter<N>) -> Self
    where
        K: IsMany,
    {
        if let Some(filter) = filter.into_filter() {
            self.select.add(Filter::into_condition(filter));
        }
        self
    }

    /// Adds a column to the order of the related rows.
    pub fn order_by(mut self, order: impl IntoOrder<N>) -> Self
    where
        K: IsMany,
    {
        self.select.sort(order.into_order().into_sort());
        self
    }

    /// Limits the related rows of each row to the first `rows` in the order.
    pub fn limit(mut self, rows: u64) -> Self
    where
        K: IsMany,
    {
        self.select.set_limit(rows);
        self
    }

    /// Loads a relation of the related rows with each of them.
    pub fn with<A: IntoLoad<N>>(self, load: A) -> Load<M, N, K, L::Pushed>
    where
        L: Push<A::Load>,
    {
        Load {
            relation: self.relation,
            select: self.select,
            loads: self.loads.push(load.into_load()),
        }
    }
}

/// An argument of [`Query::with`](crate::Query::with): a relation of the model, or a [`Load`] of
/// one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{M}`",
    label = "expected a relation of `{M}`",
    note = "relations are constants of the model, such as `User::ITEMS` for `has_many(items: ..)` and `Item::OWNER` for a field `owner_id: Id<User>`"
)]
pub trait IntoLoad<M: Model> {
    /// The load of the relation.
    type Load: LoadOne<M>;

    /// Returns the load.
    #[doc(hidden)]
    fn into_load(self) -> Self::Load;
}

impl<M: Model, N: Model, K: Cardinality> IntoLoad<M> for Relation<M, N, K> {
    type Load = Load<M, N, K>;

    fn into_load(self) -> Load<M, N, K> {
        self.load()
    }
}

impl<M: Model, N: Model, K: Cardinality, L: Loads<N>> IntoLoad<M> for Load<M, N, K, L> {
    type Load = Self;

    fn into_load(self) -> Self {
        self
    }
}

/// One relation that is loaded with rows of `M`.
pub trait LoadOne<M: Model>: Send + 'static {
    /// The related rows of one row.
    type Loaded: Send + 'static;

    /// Returns the position of the column by which related rows are loaded.
    #[doc(hidden)]
    fn own(&self) -> usize;

    /// Loads the related rows of each value, in the order of the values.
    #[doc(hidden)]
    fn load<'a>(self, db: Connection<'a>, values: Vec<Value>) -> Operation<'a, Vec<Self::Loaded>>;
}

impl<M: Model, N: Model, K: Cardinality, L: Loads<N>> LoadOne<M> for Load<M, N, K, L> {
    type Loaded = K::Of<N, L::Row>;

    fn own(&self) -> usize {
        self.relation.own_position()
    }

    fn load<'a>(self, db: Connection<'a>, values: Vec<Value>) -> Operation<'a, Vec<Self::Loaded>> {
        Box::pin(async move {
            let link = self.relation.link().map_err(InvalidArgument::into_error)?;
            let count = values.len();
            let (rows, owners) =
                related::<N>(db, link, self.select, self.loads.columns(), values).await?;
            let rows = self.loads.attach(db, rows).await?;
            let mut groups: Vec<Vec<L::Row>> = Vec::new();
            groups.resize_with(count, Vec::new);
            for (row, owner) in rows.into_iter().zip(owners) {
                if let Some(group) = groups.get_mut(owner) {
                    group.push(row);
                }
            }
            groups.into_iter().map(K::of::<N, _>).collect()
        })
    }
}

impl Optionality for One {
    type Of<T: Send + 'static> = T;

    fn of<N: Model, T: Send + 'static>(row: Option<T>) -> crate::error::Result<T> {
        row.ok_or_else(|| gone(N::table()))
    }
}

impl Optionality for MaybeOne {
    type Of<T: Send + 'static> = Option<T>;

    fn of<N: Model, T: Send + 'static>(row: Option<T>) -> crate::error::Result<Option<T>> {
        Ok(row)
    }
}

impl Cardinality for Many {
    type Of<N: Model, T: Send + 'static> = Vec<T>;

    fn of<N: Model, T: Send + 'static>(rows: Vec<T>) -> crate::error::Result<Vec<T>> {
        Ok(rows)
    }
}

impl Cardinality for MaybeOne {
    type Of<N: Model, T: Send + 'static> = Option<T>;

    fn of<N: Model, T: Send + 'static>(mut rows: Vec<T>) -> crate::error::Result<Option<T>> {
        Ok(rows.pop())
    }
}

impl Cardinality for One {
    type Of<N: Model, T: Send + 'static> = <N::Optionality as Optionality>::Of<T>;

    fn of<N: Model, T: Send + 'static>(mut rows: Vec<T>) -> crate::error::Result<Self::Of<N, T>> {
        <N::Optionality as Optionality>::of::<N, T>(rows.pop())
    }
}

impl IsMany for Many {}

/// The relations that a query loads with each row: none, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded with rows of `{M}`",
    label = "not relations of `{M}`"
)]
pub trait Loads<M: Model>: Send + 'static {
    /// A row with its related rows.
    type Row: Send + 'static;

    /// Returns the positions of the columns by which related rows are loaded.
    #[doc(hidden)]
    fn columns(&self) -> Vec<usize>;

    /// Loads the related rows of all rows.
    #[doc(hidden)]
    fn attach<'a>(self, db: Connection<'a>, found: LoadedRows<M>) -> Operation<'a, Vec<Self::Row>>;
}

/// A query without related rows.
#[diagnostic::on_unimplemented(
    message = "this operation returns no related rows, and the query loads some",
    label = "loads related rows",
    note = "remove `with(..)`"
)]
pub trait LoadsNothing {}

impl LoadsNothing for () {}

impl<M: Model> Loads<M> for () {
    type Row = M;

    fn columns(&self) -> Vec<usize> {
        Vec::new()
    }

    fn attach<'a>(self, _: Connection<'a>, found: LoadedRows<M>) -> Operation<'a, Vec<M>> {
        operation::ready(Ok(found.rows))
    }
}

/// Adds one more relation, with the load `A`, to those of a query; up to six.
#[diagnostic::on_unimplemented(
    message = "a query loads at most six relations with each row",
    label = "one too many",
    note = "load the rest with a second query"
)]
pub trait Push<A> {
    /// The relations with the new one.
    type Pushed;

    /// Adds the relation.
    #[doc(hidden)]
    fn push(self, load: A) -> Self::Pushed;
}

impl<A> Push<A> for () {
    type Pushed = (A,);

    fn push(self, load: A) -> (A,) {
        (load,)
    }
}

macro_rules! loads {
    ($($load:ident $index:tt $rows:ident),+) => {
        impl<M: Model, $($load: LoadOne<M>),+> Loads<M> for ($($load,)+) {
            type Row = (M, $($load::Loaded),+);

            fn columns(&self) -> Vec<usize> {
                vec![$(self.$index.own()),+]
            }

            fn attach<'a>(self, db: Connection<'a>, found: LoadedRows<M>) -> Operation<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    let mut values = found.values.into_iter();
                    $(
                        let $rows = self.$index.load(db, values.next().unwrap_or_default()).await?;
                        let mut $rows = $rows.into_iter();
                    )+
                    let rows = found.rows.into_iter().map(|row| Some((row, $($rows.next()?),+)));
                    rows.map(|row| row.ok_or_else(protocol_error)).collect()
                })
            }
        }
    };
}

macro_rules! push {
    ($($load:ident $index:tt),+) => {
        impl<A, $($load),+> Push<A> for ($($load,)+) {
            type Pushed = ($($load,)+ A);

            fn push(self, load: A) -> Self::Pushed {
                ($(self.$index,)+ load)
            }
        }
    };
}

loads!(A 0 a);

loads!(A 0 a, B 1 b);

loads!(A 0 a, B 1 b, C 2 c);

loads!(A 0 a, B 1 b, C 2 c, D 3 d);

loads!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e);

loads!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f);

push!(B 0);

push!(B 0, C 1);

push!(B 0, C 1, D 2);

push!(B 0, C 1, D 2, E 3);

push!(B 0, C 1, D 2, E 3, F 4);

impl<M, N, K, L: Clone> Clone for Load<M, N, K, L> {
    fn clone(&self) -> Self {
        Self {
            relation: self.relation,
            select: self.select.clone(),
            loads: self.loads.clone(),
        }
    }
}

/// Prints the load and no value: it may be a secret.
impl<M, N, K, L> fmt::Debug for Load<M, N, K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("relation", &self.relation)
            .field("select", &self.select)
            .finish_non_exhaustive()
    }
}
