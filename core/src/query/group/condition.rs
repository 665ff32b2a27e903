//! Conditions on groups, and their order.

use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::model::Model;
use crate::model::order::Order;
use crate::query::group::aggregate::{Aggregate, AggregateExpr};
use crate::stmt::condition::Comparison;
use crate::stmt::group::{GroupSort, Having, Measure};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::value::column_type::ColumnType;

/// A condition on the groups of `M`, such as `Item::ID.count().ge(2)`: met or not, as a [`Filter`](crate::query::Filter) is.
#[must_use = "a condition does nothing until groups have it: call `having`"]
pub struct GroupFilter<M> {
    node: BuildResult<Having>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, T: AggregateExpr> Aggregate<M, T> {
    /// Returns the groups in which it is this value.
    pub fn eq(self, value: T::With) -> GroupFilter<M> {
        self.compare(Comparison::Equal, value)
    }

    /// Returns the groups in which it is another value, or none.
    pub fn ne(self, value: T::With) -> GroupFilter<M> {
        self.eq(value).not()
    }

    /// Returns the groups in which it is less than this value.
    pub fn lt(self, value: T::With) -> GroupFilter<M> {
        self.compare(Comparison::Less, value)
    }

    /// Returns the groups in which it is this value or less.
    pub fn le(self, value: T::With) -> GroupFilter<M> {
        self.compare(Comparison::AtMost, value)
    }

    /// Returns the groups in which it is more than this value.
    pub fn gt(self, value: T::With) -> GroupFilter<M> {
        self.compare(Comparison::Greater, value)
    }

    /// Returns the groups in which it is this value or more.
    pub fn ge(self, value: T::With) -> GroupFilter<M> {
        self.compare(Comparison::AtLeast, value)
    }

    fn compare(self, comparison: Comparison, value: T::With) -> GroupFilter<M> {
        let measure = self.measure();
        let wrong = |reason| InvalidArgument {
            table: M::table(),
            at: measure.at,
            reason,
        };
        let node = value
            .into_value()
            .map_err(wrong)
            .map(|value| Having::Compare {
                measure,
                comparison,
                value,
            });
        GroupFilter::of(node)
    }
}

impl<M: Model, T> Aggregate<M, T> {
    /// Sorts groups by it, the least value first; a null is less than every value.
    pub fn asc(self) -> GroupOrder<M> {
        GroupOrder::Measured(self.measure(), false)
    }

    /// Sorts groups by it, the greatest value first.
    pub fn desc(self) -> GroupOrder<M> {
        GroupOrder::Measured(self.measure(), true)
    }
}

impl<M> GroupFilter<M> {
    const fn of(node: BuildResult<Having>) -> Self {
        Self {
            node,
            model: PhantomData,
        }
    }

    /// Returns the groups that meet both conditions.
    pub fn and(self, other: Self) -> Self {
        self.join(other, Having::All)
    }

    /// Returns the groups that meet at least one of the two conditions.
    pub fn or(self, other: Self) -> Self {
        self.join(other, Having::Any)
    }

    /// Returns the groups that do not meet the condition.
    #[allow(
        clippy::should_implement_trait,
        reason = "a method, as that of a condition on rows"
    )]
    pub fn not(self) -> Self {
        Self::of(self.node.map(|node| Having::Not(Box::new(node))))
    }

    fn join(self, other: Self, join: fn(Vec<Having>) -> Having) -> Self {
        Self::of(self.node.and_then(|one| Ok(join(vec![one, other.node?]))))
    }

    pub(super) fn into_node(self) -> Result<Having> {
        self.node.map_err(InvalidArgument::into_error)
    }
}

impl<M> Clone for GroupFilter<M> {
    fn clone(&self) -> Self {
        Self::of(self.node.clone())
    }
}

/// Prints the shape of the condition and no value.
impl<M> fmt::Debug for GroupFilter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupFilter").field(&self.node).finish()
    }
}

/// What groups are sorted by: one of their columns, or what is worked out from them.
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

/// What [`Groups::order_by`](crate::query::Groups::order_by) takes: the order of a column of the groups, or of an aggregate.
#[diagnostic::on_unimplemented(
    message = "groups of `{M}` cannot be sorted by `{Self}`",
    label = "expected `.asc()` or `.desc()` of a column of the groups, or of an aggregate"
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
