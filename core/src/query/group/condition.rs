//! Conditions on groups, and their order.

use std::marker::PhantomData;
use std::{fmt, ops};

use crate::error::Result;
use crate::model::Model;
use crate::model::argument::Argument;
use crate::model::column::{Column, Visible};
use crate::model::filter::comparison::Nullable;
use crate::model::filter::operators::operators;
use crate::model::order::Order;
use crate::query::group::aggregate::{Aggregate, AggregateExpr};
use crate::stmt::condition::Condition;
use crate::stmt::group::{GroupSort, Measure};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::operator::{Comparison, Operator};
use crate::stmt::tree::{Join, Tree};
use crate::value::Value;
use crate::value::class::Sortable;
use crate::value::column_type::ColumnType;

/// A condition on the groups of `M`, such as `Item::ID.count().ge(2)`: true or false, as a
/// [`Filter`](crate::query::Filter).
#[must_use = "a condition does nothing until groups have it: call `having`"]
pub struct GroupFilter<M> {
    tree: BuildResult<Tree>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, T: AggregateExpr> Aggregate<M, T> {
    operators!(Argument<T::With> => GroupFilter<M>, "the aggregate");

    /// Returns the condition that the aggregate is a value from `least` to `greatest`, both
    /// included.
    pub fn between<V: Argument<T::With>, W: Argument<T::With>>(
        self,
        least: V,
        greatest: W,
    ) -> GroupFilter<M> {
        self.ge(least).and(self.le(greatest))
    }

    fn compare<V: Argument<T::With>>(self, comparison: Comparison, value: V) -> GroupFilter<M> {
        let is_truncated = value.is_truncated();
        let value = self.value(value);
        self.test(value.map(|value| Operator::compare(comparison, value, is_truncated)))
    }

    fn null(self, is: bool) -> GroupFilter<M> {
        self.test(Ok(Operator::Null { is }))
    }

    fn list<V: Argument<T::With>>(
        self,
        values: impl IntoIterator<Item = V>,
        is: bool,
    ) -> GroupFilter<M> {
        let whole = values.into_iter().filter(|value| !value.is_truncated());
        let values = whole.map(|value| self.value(value));
        let values = values.collect::<BuildResult<_>>();
        self.test(values.map(|values| Operator::In { values, is }))
    }

    fn test(self, operator: BuildResult<Operator>) -> GroupFilter<M> {
        let operand = self.operand();
        GroupFilter::of(
            operand.and_then(|operand| Ok(Tree::leaf(Condition::Test(operand, operator?)))),
        )
    }

    fn value(self, value: impl Argument<T::With>) -> BuildResult<Value> {
        let value = value.into_argument();
        value.map_err(|reason| self.invalid(reason))
    }
}

impl<M: Model, T> Aggregate<M, T> {
    /// Sorts groups by the aggregate, the least value first; a null is less than every value.
    pub fn asc(self) -> GroupOrder<M> {
        GroupOrder::Measured(self.measure(), false)
    }

    /// Sorts groups by the aggregate, the greatest value first.
    pub fn desc(self) -> GroupOrder<M> {
        GroupOrder::Measured(self.measure(), true)
    }
}

impl<M> GroupFilter<M> {
    const fn of(tree: BuildResult<Tree>) -> Self {
        Self {
            tree,
            model: PhantomData,
        }
    }

    /// Returns the condition that both conditions are true.
    pub fn and(self, other: Self) -> Self {
        self.join(other, Join::And)
    }

    /// Returns the condition that at least one of the two conditions is true.
    pub fn or(self, other: Self) -> Self {
        self.join(other, Join::Or)
    }

    /// Returns the condition that this one is false.
    #[allow(
        clippy::should_implement_trait,
        reason = "`Not` is implemented as well"
    )]
    pub fn not(self) -> Self {
        Self::of(self.tree.map(Tree::negated))
    }

    fn join(self, other: Self, join: Join) -> Self {
        Self::of(self.tree.and_then(|one| Ok(one.joined(other.tree?, join))))
    }

    pub(super) fn into_condition(self) -> Result<Condition> {
        let tree = self.tree.map_err(InvalidArgument::into_error)?;
        Ok(tree.into_condition())
    }
}

/// `a & b` is `a.and(b)`.
impl<M> ops::BitAnd for GroupFilter<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// `a | b` is `a.or(b)`.
impl<M> ops::BitOr for GroupFilter<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<M> ops::Not for GroupFilter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl<M> Clone for GroupFilter<M> {
    fn clone(&self) -> Self {
        Self::of(self.tree.clone())
    }
}

/// Prints the form of the condition and no value.
impl<M> fmt::Debug for GroupFilter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupFilter").field(&self.tree).finish()
    }
}

/// The order of groups of `M`: by one of their columns, or by an aggregate.
#[must_use = "an order does nothing until groups have it: call `order_by`"]
pub enum GroupOrder<M> {
    #[doc(hidden)]
    Column(Order<M>),
    #[doc(hidden)]
    Measured(Measure, bool),
}

impl<M> GroupOrder<M> {
    pub(super) fn into_sort(self) -> Result<GroupSort> {
        match self {
            Self::Column(order) => Ok(GroupSort::Key(
                order.into_sort().map_err(InvalidArgument::into_error)?,
            )),
            Self::Measured(measure, descending) => Ok(GroupSort::Measured(measure, descending)),
        }
    }
}

impl<M> fmt::Debug for GroupOrder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(order) => order.fmt(f),
            Self::Measured(measure, descending) => f
                .debug_tuple("GroupOrder")
                .field(measure)
                .field(descending)
                .finish(),
        }
    }
}

/// An argument of [`Groups::order_by`](crate::query::Groups::order_by): the order of a column of
/// the groups, or of an aggregate.
#[diagnostic::on_unimplemented(
    message = "groups of `{M}` cannot be sorted by `{Self}`",
    label = "expected a column of the groups, or `.asc()` or `.desc()` of one or of an aggregate"
)]
pub trait IntoGroupOrder<M> {
    /// Returns the order.
    #[doc(hidden)]
    fn into_group_order(self) -> GroupOrder<M>;
}

impl<M> IntoGroupOrder<M> for GroupOrder<M> {
    fn into_group_order(self) -> Self {
        self
    }
}

impl<M> IntoGroupOrder<M> for Order<M> {
    fn into_group_order(self) -> GroupOrder<M> {
        GroupOrder::Column(self)
    }
}

impl<M: Model, T: ColumnType<Class: Sortable>, R: Visible> IntoGroupOrder<M> for Column<M, T, R> {
    fn into_group_order(self) -> GroupOrder<M> {
        GroupOrder::Column(self.asc())
    }
}
