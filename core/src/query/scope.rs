//! Where the rows of a query come from: from anywhere, or from one row that they belong to, which is then the door for writing.

use std::fmt;

use crate::model::{Model, New};
use crate::stmt::owner::Owner;
use crate::value::Value;

/// Where the rows of a query come from: `()`, [`OwnedBy`] or [`Unscoped`].
pub trait Scope: Send + 'static {
    /// Returns the row that those of the query belong to.
    #[doc(hidden)]
    fn owner(&self) -> Option<&Owner>;
}

/// The scope of a row of `P`: the rows that belong to it, such as those of `user.items()`.
pub struct OwnedBy<P: Model> {
    pub(super) owner: Owner,
    pub(super) key: P::Key,
}

impl<P: Model> OwnedBy<P> {
    pub(super) fn new(at: usize, value: Value, key: P::Key) -> Self {
        let owner = Owner {
            table: P::table(),
            at,
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
        f.debug_tuple("Of").field(&self.owner).finish()
    }
}

/// Every row, of a model that says it is only reached through scopes: what [`Crud::unscoped`](crate::Crud::unscoped) gives.
#[derive(Debug, Clone, Copy)]
pub struct Unscoped(());

impl Unscoped {
    pub(crate) const fn new() -> Self {
        Self(())
    }
}

impl Scope for () {
    fn owner(&self) -> Option<&Owner> {
        None
    }
}

impl Scope for Unscoped {
    fn owner(&self) -> Option<&Owner> {
        None
    }
}

impl<P: Model> Scope for OwnedBy<P> {
    fn owner(&self) -> Option<&Owner> {
        Some(&self.owner)
    }
}

/// What the `create` of a scope takes: the `…Create` struct where the owner is all that server code sets, and otherwise that struct
/// `.with(XServer { .. })`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make a new `{M}` of this scope",
    label = "not a complete `{M}`",
    note = "pass a `{M}Create`, by value; where the owner is not all that server code sets, `input.with({M}Server {{ .. }})`"
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

/// The fields that only server code sets, where they are known from the key of the owner.
#[diagnostic::on_unimplemented(
    message = "the owner is not all that `{Self}` has",
    label = "needs more than the owner",
    note = "pass `input.with({Self} {{ .. }})`"
)]
pub trait FromOwner<K> {
    /// Returns them.
    #[doc(hidden)]
    fn of_owner(owner: K) -> Self;
}
