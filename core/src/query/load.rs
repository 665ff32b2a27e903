//! [`Load`]: related rows that are read with the rows of a query, one statement for each relation.

use std::fmt;

use crate::db::executor::Connection;
use crate::db::operation;
use crate::db::operation::Operation;
use crate::error::protocol_error;
use crate::exec::load;
use crate::exec::load::related;
use crate::exec::loaded_rows::LoadedRows;
use crate::model::Model;
use crate::model::cardinality::{Cardinality, IsMany, Optionality};
use crate::model::filter::{Filter, IntoFilter};
use crate::model::order::Order;
use crate::model::relation::{Many, MaybeOne, One, Relation};
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::select::Select;
use crate::value::Value;

/// A relation to load, with a condition, an order, a limit for each row, and relations of its own; made by
/// [`Relation::filter`], [`Relation::order_by`], [`Relation::limit`] and [`Relation::with`].
#[must_use = "a load does nothing until a query has it: `Model::query().with(..)`"]
pub struct Load<M, N, K, L = ()> {
    relation: Relation<M, N, K>,
    shape: Select,
    loads: L,
}

impl<M: Model, N: Model, K: Cardinality> Relation<M, N, K> {
    /// Loads only the related rows that meet the condition. A row that is always there may then be missing, so this is for
    /// relations to [`Many`].
    pub fn filter(self, filter: impl IntoFilter<N>) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().filter(filter)
    }

    /// Loads the related rows in this order.
    pub fn order_by(self, order: Order<N>) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().order_by(order)
    }

    /// Loads so many related rows for each row at most, the first in the order.
    pub fn limit(self, rows: u64) -> Load<M, N, K>
    where
        K: IsMany,
    {
        self.load().limit(rows)
    }

    /// Loads what a relation of the related rows leads to with each of them.
    pub fn with<A: IntoLoad<N>>(self, load: A) -> Load<M, N, K, (A::Load,)> {
        self.load().with(load)
    }

    fn load(self) -> Load<M, N, K> {
        Load {
            relation: self,
            shape: Select::default(),
            loads: (),
        }
    }
}

impl<M: Model, N: Model, K: Cardinality, L: Loads<N>> Load<M, N, K, L> {
    /// Loads only the related rows that meet the condition, beside those that were given before.
    pub fn filter(mut self, filter: impl IntoFilter<N>) -> Self
    where
        K: IsMany,
    {
        if let Some(filter) = filter.into_filter() {
            self.shape.add(Filter::into_node(filter));
        }
        self
    }

    /// Loads the related rows in this order, where the columns that were given before leave them equal.
    pub fn order_by(mut self, order: Order<N>) -> Self
    where
        K: IsMany,
    {
        self.shape.sort(order.into_sort());
        self
    }

    /// Loads so many related rows for each row at most, the first in the order.
    pub fn limit(mut self, rows: u64) -> Self
    where
        K: IsMany,
    {
        self.shape.set_limit(rows);
        self
    }

    /// Loads what a relation of the related rows leads to with each of them.
    pub fn with<A: IntoLoad<N>>(self, load: A) -> Load<M, N, K, L::Pushed>
    where
        L: Push<A::Load>,
    {
        Load {
            relation: self.relation,
            shape: self.shape,
            loads: self.loads.push(load.into_load()),
        }
    }
}

/// What [`Query::with`](crate::Query::with) takes: a relation of the model, or a [`Load`] that was made from one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation of `{M}`",
    label = "expected a relation of `{M}`",
    note = "relations are constants of the model, such as `User::ITEMS` for `has_many(items: ..)` and `Item::OWNER` for a field `owner_id: Id<User>`"
)]
pub trait IntoLoad<M: Model> {
    /// What is loaded.
    type Load: LoadOne<M>;

    /// Returns what is loaded.
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
    /// What is loaded with each row.
    type Loaded: Send + 'static;

    /// The position of the column whose value leads to the related rows.
    #[doc(hidden)]
    fn own(&self) -> usize;

    /// Loads what belongs to each of the values, in their order.
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
                related::<N>(db, link, self.shape, self.loads.columns(), values).await?;
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
        row.ok_or_else(|| load::gone(N::table()))
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

/// What a query loads with each row: nothing, or a tuple of relations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded with rows of `{M}`",
    label = "not relations of `{M}`"
)]
pub trait Loads<M: Model>: Send + 'static {
    /// A row with what is loaded with it.
    type Row: Send + 'static;

    /// The positions of the columns whose values lead to related rows.
    #[doc(hidden)]
    fn columns(&self) -> Vec<usize>;

    /// Loads everything.
    #[doc(hidden)]
    fn attach<'a>(self, db: Connection<'a>, found: LoadedRows<M>) -> Operation<'a, Vec<Self::Row>>;
}

/// Nothing is loaded with the rows.
#[diagnostic::on_unimplemented(
    message = "a write by a query loads nothing, and this one would load related rows",
    label = "loads related rows",
    note = "leave `with(..)` away"
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

/// Adds one more relation to those of a query; up to six.
#[diagnostic::on_unimplemented(
    message = "a query loads at most six relations with each row",
    label = "one too many",
    note = "load the rest with a second query"
)]
pub trait Push<A> {
    /// The relations with the new one.
    type Pushed;

    /// Adds it.
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
    ($($load:ident $at:tt $rows:ident),+) => {
        impl<M: Model, $($load: LoadOne<M>),+> Loads<M> for ($($load,)+) {
            type Row = (M, $($load::Loaded),+);

            fn columns(&self) -> Vec<usize> {
                vec![$(self.$at.own()),+]
            }

            fn attach<'a>(self, db: Connection<'a>, found: LoadedRows<M>) -> Operation<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    let mut values = found.values.into_iter();
                    $(
                        let $rows = self.$at.load(db, values.next().unwrap_or_default()).await?;
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
    ($($load:ident $at:tt),+) => {
        impl<A, $($load),+> Push<A> for ($($load,)+) {
            type Pushed = ($($load,)+ A);

            fn push(self, load: A) -> Self::Pushed {
                ($(self.$at,)+ load)
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
            shape: self.shape.clone(),
            loads: self.loads.clone(),
        }
    }
}

/// Prints what is asked for, and no value: it may be a secret.
impl<M, N, K, L> fmt::Debug for Load<M, N, K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("relation", &self.relation)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
