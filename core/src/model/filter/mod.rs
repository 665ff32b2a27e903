//! [`Filter`]: a condition on the rows of one model, built from its columns.

pub(crate) mod comparison;
pub(crate) mod json_path;
pub(crate) mod operators;
pub(crate) mod text;

use std::marker::PhantomData;
use std::{fmt, ops};

use crate::model::Model;
use crate::stmt::condition::Condition;
use crate::stmt::constant;
use crate::stmt::invalid::BuildResult;

/// A condition on the rows of `M`, such as `User::EMAIL.eq("ann@example.com")`.
///
/// A condition is true or false for every row, never unknown. NULL meets no comparison but `ne` and
/// `not_in`, and `not()` selects exactly the rows that the condition does not.
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
/// let either = cheap.or(Item::NOTE.is_null());
/// assert_eq!(Item::query().filter(either.clone()).count(&db).await?, 1);
/// assert_eq!(Item::query().filter(!either).count(&db).await?, 0);
/// # Ok(()) }
/// ```
#[must_use = "a filter has no effect until it is passed to a query: `Model::query().filter(..)`"]
pub struct Filter<M> {
    /// The condition, or the reason why a value in it is invalid.
    condition: BuildResult<Condition>,
    model: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    pub(crate) const fn of(condition: BuildResult<Condition>) -> Self {
        Self {
            condition,
            model: PhantomData,
        }
    }

    pub(crate) fn into_condition(self) -> BuildResult<Condition> {
        self.condition
    }

    fn join(self, other: Self, join: fn(Vec<Condition>) -> Condition) -> Self {
        Self::of(
            self.condition
                .and_then(|one| Ok(join(vec![one, other.condition?]))),
        )
    }
}

impl<M: Model> Filter<M> {
    /// Returns the condition that both conditions are true.
    pub fn and(self, other: impl IntoFilter<M>) -> Self {
        match other.into_filter() {
            Some(other) => self.join(other, constant::all),
            None => self,
        }
    }

    /// Returns the condition that at least one of the two conditions is true.
    pub fn or(self, other: impl IntoFilter<M>) -> Self {
        match other.into_filter() {
            Some(other) => self.join(other, constant::any),
            None => self,
        }
    }

    /// Returns the condition that this one is false; the same as `!filter`.
    #[allow(
        clippy::should_implement_trait,
        reason = "`Not` is implemented as well"
    )]
    pub fn not(self) -> Self {
        Self::of(self.condition.map(constant::not))
    }

    /// Returns the condition that all of the conditions are true; of none, it is true, which for a
    /// query is no condition.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        let conditions = filters.into_iter().map(Self::into_condition);
        Self::of(conditions.collect::<BuildResult<_>>().map(constant::all))
    }

    /// Returns the condition that at least one of the conditions is true; of none, it is false.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        let conditions = filters.into_iter().map(Self::into_condition);
        Self::of(conditions.collect::<BuildResult<_>>().map(constant::any))
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
        Self::of(self.condition.clone())
    }
}

/// Prints the form of the condition and no value.
impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.condition).finish()
    }
}

/// An argument of [`Query::filter`](crate::Query::filter): a [`Filter`] of the same model, or an
/// `Option` of one, where none adds no condition.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on the rows of `{M}`",
    label = "expected a condition on a column of `{M}`",
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
