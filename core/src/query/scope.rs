//! Scopes: the rows that a query is confined to, and through which rows are written: all rows of a
//! model, or the rows that belong to one row.

use std::fmt;

use crate::model::not_scoped::NotScoped;
use crate::model::{Model, New};
use crate::stmt::owner::Owner;
use crate::value::Value;

/// The scope of a query: `()`, [`OwnedBy`] or [`Unscoped`].
pub trait Scope: Send + 'static {
    /// Returns the owner of the rows of the query, if they have one.
    #[doc(hidden)]
    fn owners(&self) -> Vec<Owner>;
}

/// A scope through which rows of `M` are written: every scope, and for a model with
/// `#[model(scoped)]` that of one of its owners, and [`Unscoped`].
///
/// Another query of a scoped model, such as that of `note.item()`, only reads: the row that it
/// returns is written by its own methods, which keep its owner.
#[diagnostic::on_unimplemented(
    message = "rows of `{M}` are not written through this query",
    label = "is not the scope of an owner of `{M}`"
)]
pub trait WritesTo<M>: Scope {}

impl<M: NotScoped> WritesTo<M> for () {}

impl<M: Model> WritesTo<M> for Unscoped {}

impl<M: NotScoped, P: Model> WritesTo<M> for OwnedBy<P> {}

/// The scope of a row of `P`: the rows that belong to it, such as those of `user.items()`.
pub struct OwnedBy<P: Model> {
    pub(super) owner: Owner,
    pub(super) key: P::Key,
}

impl<P: Model> OwnedBy<P> {
    pub(super) fn new(position: usize, value: Value, key: P::Key) -> Self {
        let owner = Owner {
            table: P::table(),
            position,
            key: value,
        };
        Self { owner, key }
    }
}

impl<P: Model> Clone for OwnedBy<P> {
    fn clone(&self) -> Self {
        Self {
            owner: self.owner.clone(),
            key: self.key.clone(),
        }
    }
}

impl<P: Model> fmt::Debug for OwnedBy<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedBy").field(&self.owner).finish()
    }
}

/// Every row of a model that is otherwise reached through scopes only; returned by
/// [`Crud::unscoped`](crate::Crud::unscoped).
#[derive(Debug, Clone, Copy)]
pub struct Unscoped(());

impl Unscoped {
    pub(crate) const fn new() -> Self {
        Self(())
    }
}

impl Scope for () {
    fn owners(&self) -> Vec<Owner> {
        Vec::new()
    }
}

impl Scope for Unscoped {
    fn owners(&self) -> Vec<Owner> {
        Vec::new()
    }
}

impl<P: Model> Scope for OwnedBy<P> {
    fn owners(&self) -> Vec<Owner> {
        vec![self.owner.clone()]
    }
}

/// An argument of `create` in a scope whose owner has a key of type `K`, for the model `M`: the
/// `…Create` struct if the owner is the only field that server code sets, and otherwise that struct
/// `.with(XServer { .. })`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new `{M}` of this scope",
    label = "not a complete `{M}`",
    note = "pass a `{M}Create`, by value; where `{M}` has `#[field(server)]` fields besides the owner, `input.with({M}Server {{ .. }})`"
)]
pub trait IntoScopedNew<M: Model, K>: Send + 'static {
    /// Returns the row to create.
    #[doc(hidden)]
    fn into_owned_by(self, owner: K) -> New<M>;
}

impl<M: Model, K> IntoScopedNew<M, K> for New<M> {
    fn into_owned_by(self, _: K) -> Self {
        self
    }
}

/// The fields that only server code sets, if the key of the owner, of type `K`, is the only one.
#[diagnostic::on_unimplemented(
    message = "the owner is not all that `{Self}` has",
    label = "needs more than the owner",
    note = "pass `input.with({Self} {{ .. }})`"
)]
pub trait FromOwner<K> {
    /// Returns the fields.
    #[doc(hidden)]
    fn of_owner(owner: K) -> Self;
}
