//! [`Column`]: the typed constants of a model, such as `User::EMAIL`.

use std::fmt;
use std::marker::PhantomData;

use crate::model::argument::{Argument, is_truncated};
use crate::value::Value;
use crate::value::class::{Comparable, NotNull};
use crate::value::column_type::{ColumnType, Unstorable};

/// A column of the model `M` with values of type `T`. `R` is its role: [`Plain`], [`Unique`],
/// [`Ref`] or [`UniqueRef`], or [`Hidden`] with one of these.
pub struct Column<M, T, R = Plain> {
    at: usize,
    types: Types<M, T, R>,
}

/// `fn() -> ..`: a column is `Send`, `Sync` and `Copy` whatever the types are.
type Types<M, T, R> = PhantomData<fn() -> (M, T, R)>;

impl<M, T, R> Column<M, T, R> {
    /// Returns the column at this position. For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn at(at: usize) -> Self {
        Self {
            at,
            types: PhantomData,
        }
    }

    pub(crate) const fn position(self) -> usize {
        self.at
    }
}

impl<M, T, R> Column<M, T, Hidden<R>> {
    /// Returns the column for a query whose values clients may see, although the field is `hidden`.
    ///
    /// Orders put values into cursors, which clients can read; query strings tell which value a row
    /// has; selections and aggregates return values without the row that hides them. So none of
    /// them takes a hidden column:
    ///
    /// ```compile_fail,E0277
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, #[field(hidden)] pub cost: i64 }
    /// let query = Item::query().order_by(Item::COST.asc());
    /// ```
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, #[field(hidden)] pub cost: i64 }
    /// let query = Item::query().order_by(Item::COST.revealed().asc());
    /// ```
    #[must_use]
    pub const fn revealed(self) -> Column<M, T, R> {
        Column::at(self.at)
    }
}

impl<M, T, R> Clone for Column<M, T, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, R> Copy for Column<M, T, R> {}

impl<M, T, R> fmt::Debug for Column<M, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.at).finish()
    }
}

/// The role of a column that is neither unique nor a foreign key.
#[derive(Debug, Clone, Copy)]
pub enum Plain {}

/// The role of a unique column, the primary key included.
#[derive(Debug, Clone, Copy)]
pub enum Unique {}

/// The role of a foreign key to the model `P`.
#[derive(Debug, Clone, Copy)]
pub struct Ref<P>(PhantomData<fn() -> P>);

/// The role of a foreign key to the model `P` that is also unique.
#[derive(Debug, Clone, Copy)]
pub struct UniqueRef<P>(PhantomData<fn() -> P>);

/// The role `R` of a column whose field is `hidden` from clients.
#[derive(Debug, Clone, Copy)]
pub struct Hidden<R>(PhantomData<fn() -> R>);

/// A role whose values clients may see.
#[diagnostic::on_unimplemented(
    message = "this column is hidden from clients, who would see its values",
    label = "a hidden column",
    note = "an order puts values into cursors, a query string tells which value a row has, and a selection returns values without their row; where clients may see them, write `.revealed()` behind the column"
)]
pub trait Visible {}

impl Visible for Plain {}

impl Visible for Unique {}

impl<P> Visible for Ref<P> {}

impl<P> Visible for UniqueRef<P> {}

/// A role whose values are in at most one row each.
#[diagnostic::on_unimplemented(
    message = "this column is not unique, so more than one row may match",
    label = "not a unique column",
    note = "put `#[field(unique)]` on the field to look rows up by it"
)]
pub trait IsUnique {}

impl IsUnique for Unique {}

impl<P> IsUnique for UniqueRef<P> {}

impl<R: IsUnique> IsUnique for Hidden<R> {}

/// A role that points to the model `P`.
#[diagnostic::on_unimplemented(
    message = "this column is no foreign key to `{P}`",
    label = "does not point to `{P}`",
    note = "a foreign key is a field of type `Id<{P}>`"
)]
pub trait PointsTo<P> {}

impl<P> PointsTo<P> for Ref<P> {}

impl<P> PointsTo<P> for UniqueRef<P> {}

impl<P, R: PointsTo<P>> PointsTo<P> for Hidden<R> {}

impl<T: ColumnType<Class: NotNull + Comparable>> Argument<T> for T {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.into_value()
    }

    fn is_truncated(&self) -> bool {
        is_truncated(self)
    }
}

impl<T: ColumnType<Class: NotNull + Comparable>> Argument<Option<T>> for T {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.into_value()
    }

    fn is_truncated(&self) -> bool {
        is_truncated(self)
    }
}

impl<T: ColumnType<Class: NotNull + Comparable> + Clone> Argument<T> for &T {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.clone().into_value()
    }

    fn is_truncated(&self) -> bool {
        is_truncated(*self)
    }
}

impl<T: ColumnType<Class: NotNull + Comparable> + Clone> Argument<Option<T>> for &T {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.clone().into_value()
    }

    fn is_truncated(&self) -> bool {
        is_truncated(*self)
    }
}

impl Argument<String> for &str {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.to_owned().into_value()
    }
}

impl Argument<Option<String>> for &str {
    fn into_argument(self) -> Result<Value, Unstorable> {
        self.to_owned().into_value()
    }
}
