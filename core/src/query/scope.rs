//! Where the rows of a query come from: from anywhere, or from one row that they belong to, which is then the door for writing.

use std::fmt;

use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::exec::create;
use crate::model::{IntoNew, Model, New};
use crate::query::Query;
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
    owner: Owner,
    key: P::Key,
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

impl<M: Model, P: Model> Query<M, (), OwnedBy<P>> {
    /// Validates the input, inserts a row that belongs to the row of this scope, and returns it as it is stored.
    ///
    /// The owner is set, and cannot be another one. A foreign key to a model that also belongs to a `P` has to point to a row of
    /// the same one: that of somebody else is not there. It is the key with the name of the owner's field that counts, and
    /// otherwise the only key that points to a `P`.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User> }
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(server)] pub owner_id: Id<User> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![User, Item]).await?;
    /// # let (ann, ben) = (User::create(&db, UserCreate::new()).await?, User::create(&db, UserCreate::new()).await?);
    /// let item = ann.items().create(&db, ItemCreate::new("lamp")).await?;
    /// assert_eq!(item.owner_id, ann.id);
    ///
    /// let lamp = ItemUpdate { title: Set("Lamp".into()) };
    /// ann.items().update_by_id(&db, item.id, lamp.clone()).await?;
    /// let error = ben.items().update_by_id(&db, item.id, lamp).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` where the scope has conditions, an order or a limit; `Validation` where the input names another owner; otherwise
    /// as for [`Crud::create`](crate::Crud::create). Nothing was written then.
    pub fn create<E: Executor + ?Sized>(
        self,
        db: &E,
        input: impl IntoScopedNew<M, P::Key>,
    ) -> Operation<'_, M> {
        let OwnedBy { owner, key } = self.scope;
        let row = self.shape.check_bare(1);
        let row = row.and_then(|()| create::fill(input.into_owned_by(key)));
        create::create(db.connection(), row, Some(owner))
    }

    /// Validates the inputs, inserts a row for each that belongs to the row of this scope, all of them or none, and returns the rows in
    /// the order of the inputs.
    ///
    /// What foreign keys may point to is asked before, in one statement for each key of the model that can lead to what belongs to
    /// somebody; only in a transaction are that and the insert of one moment. A parent with its children is
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User>, pub name: String }
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(server)] pub owner_id: Id<User> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![User, Item]).await?;
    /// let items = db.transaction(async |tx| {
    ///     let user = User::create(tx, UserCreate::new("Ann")).await?;
    ///     user.items().create_many(tx, ["lamp", "chair"].map(ItemCreate::new)).await
    /// });
    /// assert_eq!(items.await?.len(), 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As for the `create` of the scope. No row was written then.
    pub fn create_many<E: Executor + ?Sized>(
        self,
        db: &E,
        inputs: impl IntoIterator<Item: IntoScopedNew<M, P::Key>>,
    ) -> Operation<'_, Vec<M>> {
        let OwnedBy { owner, key } = self.scope;
        let rows = self.shape.check_bare(1).and_then(|()| {
            let rows = inputs
                .into_iter()
                .map(|input| create::fill(input.into_owned_by(key.clone())));
            rows.collect()
        });
        create::create_many(db.connection(), rows, Some(owner))
    }
}

impl<M: Model> Query<M, (), Unscoped> {
    /// Does what [`Crud::create`](crate::Crud::create) does, for a model that is only reached through scopes.
    ///
    /// # Errors
    ///
    /// `Misuse` where the query has conditions, an order or a limit; otherwise as for [`Crud::create`](crate::Crud::create).
    pub fn create<E: Executor + ?Sized>(self, db: &E, input: impl IntoNew<M>) -> Operation<'_, M> {
        let row = self.shape.check_bare(0).and_then(|()| create::fill(input));
        create::create(db.connection(), row, None)
    }
}
