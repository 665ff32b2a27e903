//! [`Filter`]: a condition on the rows of one model, built from its columns.

pub(crate) mod comparison;
pub(crate) mod json_path;
pub(crate) mod operators;
pub(crate) mod text;

use std::marker::PhantomData;
use std::{fmt, ops};

use crate::model::Model;
use crate::stmt::condition::Condition;
use crate::stmt::invalid::BuildResult;
use crate::stmt::tree::{Join, Tree};

/// A condition on the rows of `M`, such as `User::EMAIL.eq("ann@example.com")`.
///
/// A condition is true or false for every row, never unknown. NULL meets no comparison but `ne` and
/// `not_in`, and `not()` selects exactly the rows that the condition does not.
///
/// Conditions are combined with `&`, `|` and `!`, or with [`and`](Self::and), [`or`](Self::or) and
/// [`not`](Self::not).
///
/// A statement has at most 10,000 conditions, which are nested at most 50 levels deep, and 32,766
/// bind values, where a list of more than 8 values counts as one. A chain of `and` or of `or` is one
/// level, however long it is, and a relation is four. More is
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), and nothing is sent.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64, pub note: Option<String> }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Item]).await?;
/// # Item::create(&db, ItemCreate { note: None, ..ItemCreate::new("Rust lamp", 5) }).await?;
/// let cheap = Item::PRICE.lt(10).and(Item::TITLE.contains("lamp"));
/// let either = cheap | Item::NOTE.is_null();
/// assert_eq!(Item::query().filter(either.clone()).count(&db).await?, 1);
/// assert_eq!(Item::query().filter(!either).count(&db).await?, 0);
/// # Ok(()) }
/// ```
#[must_use = "a filter has no effect until it is passed to a query: `Model::query().filter(..)`"]
pub struct Filter<M> {
    /// The condition, or the reason why a value in it is invalid.
    tree: BuildResult<Tree>,
    model: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    pub(crate) fn of(condition: BuildResult<Condition>) -> Self {
        Self::of_tree(condition.map(Tree::leaf))
    }

    pub(crate) const fn of_tree(tree: BuildResult<Tree>) -> Self {
        Self {
            tree,
            model: PhantomData,
        }
    }

    pub(crate) fn into_tree(self) -> BuildResult<Tree> {
        self.tree
    }

    pub(crate) fn into_condition(self) -> BuildResult<Condition> {
        self.tree.map(Tree::into_condition)
    }

    fn join(self, other: Self, join: Join) -> Self {
        Self::of_tree(self.tree.and_then(|one| Ok(one.joined(other.tree?, join))))
    }

    fn list(filters: impl IntoIterator<Item = Self>, join: Join) -> Self {
        let trees = filters.into_iter().map(Self::into_tree);
        let trees = trees.collect::<BuildResult<Vec<_>>>();
        Self::of_tree(trees.map(|trees| Tree::all(trees, join)))
    }
}

impl<M: Model> Filter<M> {
    /// Returns the condition that both conditions are true.
    pub fn and(self, other: impl IntoFilter<M>) -> Self {
        match other.into_filter() {
            Some(other) => self.join(other, Join::And),
            None => self,
        }
    }

    /// Returns the condition that at least one of the two conditions is true.
    pub fn or(self, other: impl IntoFilter<M>) -> Self {
        match other.into_filter() {
            Some(other) => self.join(other, Join::Or),
            None => self,
        }
    }

    /// Returns the condition that this one is false; the same as `!filter`.
    #[allow(
        clippy::should_implement_trait,
        reason = "`Not` is implemented as well"
    )]
    pub fn not(self) -> Self {
        Self::of_tree(self.tree.map(Tree::negated))
    }

    /// Returns the condition that all of the conditions are true; of none, it is true, which for a
    /// query is no condition.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::list(filters, Join::And)
    }

    /// Returns the condition that at least one of the conditions is true; of none, it is false.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::list(filters, Join::Or)
    }
}

/// `a & b` is `a.and(b)`.
impl<M: Model, F: IntoFilter<M>> ops::BitAnd<F> for Filter<M> {
    type Output = Self;

    fn bitand(self, other: F) -> Self {
        self.and(other)
    }
}

/// `a | b` is `a.or(b)`.
impl<M: Model, F: IntoFilter<M>> ops::BitOr<F> for Filter<M> {
    type Output = Self;

    fn bitor(self, other: F) -> Self {
        self.or(other)
    }
}

impl<M: Model> ops::Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::of_tree(self.tree.clone())
    }
}

/// Prints the form of the condition and no value.
impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter")
            .field(&self.clone().into_condition())
            .finish()
    }
}

/// An argument of [`Query::filter`](crate::Query::filter): a [`Filter`] of the same model, or an
/// `Option` of one, where none adds no condition.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on the rows of `{M}`",
    label = "expected a condition on a column of `{M}`",
    note = "a column is compared by a method: `.eq(..)`, `.lt(..)`, `.in_list(..)`, `.contains(..)`; conditions are combined by `&`, `|` and `!`",
    note = "for a condition on another model, go through a relation, such as `Item::OWNER.is(User::IS_ACTIVE.eq(true))`"
)]
pub trait IntoFilter<M> {
    /// Returns the condition, if there is one.
    #[doc(hidden)]
    fn into_filter(self) -> Option<Filter<M>>;
}

impl<M> IntoFilter<M> for Filter<M> {
    fn into_filter(self) -> Option<Self> {
        Some(self)
    }
}

impl<M> IntoFilter<M> for Option<Filter<M>> {
    fn into_filter(self) -> Option<Filter<M>> {
        self
    }
}
