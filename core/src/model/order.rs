//! [`Order`]: a column that rows are sorted by, and the direction.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::column::{Column, Visible};
use crate::stmt::invalid::BuildResult;
use crate::stmt::sort::{Nulls, Sort};
use crate::value::class::Sortable;
use crate::value::column_type::ColumnType;

/// One column that rows of the model `M` are sorted by: `User::EMAIL.asc()`,
/// `Item::PRICE.desc().nulls_last()`.
///
/// NULL is less than every value, as [`None`] is, unless the order says otherwise. Text is sorted
/// by Unicode code points.
#[must_use = "an order does nothing until it is passed to a query: `Model::query().order_by(..)`"]
pub struct Order<M> {
    sort: BuildResult<Sort>,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    /// Sorts rows with NULL in the column before all others.
    pub fn nulls_first(self) -> Self {
        self.with_nulls(Nulls::First)
    }

    /// Sorts rows with NULL in the column after all others.
    pub fn nulls_last(self) -> Self {
        self.with_nulls(Nulls::Last)
    }

    pub(crate) fn into_sort(self) -> BuildResult<Sort> {
        self.sort
    }

    fn with_nulls(mut self, nulls: Nulls) -> Self {
        if let Ok(sort) = &mut self.sort {
            sort.nulls = nulls;
        }
        self
    }
}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Sorts by the column in ascending order.
    ///
    /// Secrets cannot be sorted by, and a `hidden` column with [`Column::revealed`] only. JSON
    /// columns cannot be sorted by or compared:
    ///
    /// ```compile_fail,E0277
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub extra: Json<Vec<u8>> }
    /// let order = Item::EXTRA.asc();
    /// ```
    ///
    /// ```compile_fail,E0277
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub extra: Json<Vec<u8>> }
    /// let filter = Item::EXTRA.eq(Json(vec![1]));
    /// ```
    pub fn asc(self) -> Order<M>
    where
        T::Class: Sortable,
        R: Visible,
    {
        self.order(false)
    }

    /// Sorts by the column in descending order.
    pub fn desc(self) -> Order<M>
    where
        T::Class: Sortable,
        R: Visible,
    {
        self.order(true)
    }

    fn order(self, descending: bool) -> Order<M> {
        let sort = self.def().map(|column| Sort {
            column,
            descending,
            nulls: Nulls::Least,
        });
        Order {
            sort,
            model: PhantomData,
        }
    }
}

/// An argument of [`Query::order_by`](crate::Query::order_by): the order of a column of the model,
/// or a column, by which rows are sorted in ascending order.
#[diagnostic::on_unimplemented(
    message = "rows of `{M}` cannot be sorted by `{Self}`",
    label = "expected a column of `{M}`, or `.asc()` or `.desc()` of one"
)]
pub trait IntoOrder<M> {
    /// Returns the order.
    #[doc(hidden)]
    fn into_order(self) -> Order<M>;
}

impl<M> IntoOrder<M> for Order<M> {
    fn into_order(self) -> Self {
        self
    }
}

impl<M: Model, T: ColumnType<Class: Sortable>, R: Visible> IntoOrder<M> for Column<M, T, R> {
    fn into_order(self) -> Order<M> {
        self.asc()
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Self {
            sort: self.sort.clone(),
            model: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.sort).finish()
    }
}
