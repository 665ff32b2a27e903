//! [`Cardinality`] and [`Optionality`]: how many rows a relation leads to.

use crate::model::Model;

/// The number of rows that a relation leads to: [`Many`](crate::relation::Many),
/// [`MaybeOne`](crate::relation::MaybeOne) or [`One`](crate::relation::One).
pub trait Cardinality: Send + 'static {
    /// The loaded rows of the model `N`, each as a `T`.
    type Of<N: Model, T: Send + 'static>: Send + 'static;

    /// Converts the rows that were read.
    #[doc(hidden)]
    fn of<N: Model, T: Send + 'static>(rows: Vec<T>) -> crate::error::Result<Self::Of<N, T>>;
}

/// The target of a foreign key that is not NULL: [`One`](crate::relation::One) row, or
/// [`MaybeOne`](crate::relation::MaybeOne) if its rows can be soft-deleted.
pub trait Optionality: Send + 'static {
    /// The loaded row, as a `T`.
    type Of<T: Send + 'static>: Send + 'static;

    /// Converts the row that was read.
    #[doc(hidden)]
    fn of<N: Model, T: Send + 'static>(row: Option<T>) -> crate::error::Result<Self::Of<T>>;
}

/// A relation that leads to many rows, which can be filtered.
#[diagnostic::on_unimplemented(
    message = "this relation leads to one row, not to many",
    label = "leads to one row",
    note = "a condition on the one row is `.filter(Item::OWNER.is(..))`"
)]
pub trait IsMany {}
