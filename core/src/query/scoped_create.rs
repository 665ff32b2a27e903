//! Creating rows through a scope.

use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::exec::create;
use crate::model::{IntoNew, Model};
use crate::query::Query;
use crate::query::scope::{IntoScopedNew, OwnedBy, Unscoped};

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
