//! [`Cardinality`] and [`Optionality`]: how many rows a relation leads to.

use crate::model::Model;

/// How many rows a relation leads to: [`Many`], [`MaybeOne`] or [`One`].
pub trait Cardinality: Send + 'static {
    /// What is loaded of rows of `N`, each as a `T`.
    type Of<N: Model, T: Send + 'static>: Send + 'static;

    /// Returns it from the rows that were found.
    #[doc(hidden)]
    fn of<N: Model, T: Send + 'static>(rows: Vec<T>) -> crate::error::Result<Self::Of<N, T>>;
}

/// What a foreign key that is not null leads to: [`One`] row, or [`MaybeOne`] where rows can be marked as deleted.
pub trait Optionality: Send + 'static {
    /// What is loaded of it.
    type Of<T: Send + 'static>: Send + 'static;

    /// Returns it from the row that was found.
    #[doc(hidden)]
    fn of<N: Model, T: Send + 'static>(row: Option<T>) -> crate::error::Result<Self::Of<T>>;
}

/// A relation that leads to many rows, of which some can be meant and others not.
#[diagnostic::on_unimplemented(
    message = "this relation leads to one row, not to many",
    label = "leads to one row",
    note = "a condition on the one row is `.filter(Item::OWNER.is(..))`"
)]
pub trait IsMany {}
