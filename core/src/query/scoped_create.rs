//! Creates rows through a scope.

use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::exec::create;
use crate::model::{IntoNew, Model};
use crate::query::Query;
use crate::query::scope::{IntoScopedNew, OwnedBy, Unscoped, WritesTo};

impl<M: Model, P: Model> Query<M, (), OwnedBy<P>> {
    /// Validates the input, inserts a row that belongs to the row of this scope, and returns the
    /// stored row.
    ///
    /// The owner is set, and cannot be another one. A foreign key to a model that also belongs to a
    /// `P` must reference a row of the same owner; a row of another owner does not exist. The owner
    /// of the referenced row is its foreign key to `P` with `#[field(owner)]`, otherwise the one with
    /// the same field name, and otherwise the only one.
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
    /// `Misuse` where the scope has conditions, an order or a limit; `Validation` where the input
    /// names another owner; otherwise as for [`Crud::create`](crate::Crud::create). In that case
    /// nothing was written.
    pub fn create<E: Executor + ?Sized>(
        self,
        db: &E,
        input: impl IntoScopedNew<M, P::Key>,
    ) -> Operation<'_, M>
    where
        OwnedBy<P>: WritesTo<M>,
    {
        let OwnedBy { owner, key } = self.scope;
        let row = self.select.check_bare(1);
        let row = row.and_then(|()| create::fill(input.into_owned_by(key)));
        create::create(db.connection(), row, vec![owner])
    }

    /// Validates the inputs, inserts a row for each that belongs to the row of this scope, all of
    /// them or none, and returns the rows in the order of the inputs.
    ///
    /// The referenced rows are checked before the insert, by one statement for each foreign key to
    /// a model with an owner; only in a transaction are check and insert atomic. A parent with its
    /// children is
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
    /// As for the `create` of the scope. In that case no row was written.
    pub fn create_many<E: Executor + ?Sized>(
        self,
        db: &E,
        inputs: impl IntoIterator<Item: IntoScopedNew<M, P::Key>>,
    ) -> Operation<'_, Vec<M>>
    where
        OwnedBy<P>: WritesTo<M>,
    {
        let OwnedBy { owner, key } = self.scope;
        let rows = self.select.check_bare(1).and_then(|()| {
            let rows = inputs
                .into_iter()
                .map(|input| create::fill(input.into_owned_by(key.clone())));
            rows.collect()
        });
        create::create_many(db.connection(), rows, vec![owner])
    }
}

impl<M: Model> Query<M, (), Unscoped> {
    /// Creates a row as [`Crud::create`](crate::Crud::create) does, for a model that is otherwise
    /// reached through scopes only.
    ///
    /// # Errors
    ///
    /// `Misuse` where the query has conditions, an order or a limit; otherwise as for
    /// [`Crud::create`](crate::Crud::create).
    pub fn create<E: Executor + ?Sized>(self, db: &E, input: impl IntoNew<M>) -> Operation<'_, M> {
        let row = self.select.check_bare(0).and_then(|()| create::fill(input));
        create::create(db.connection(), row, Vec::new())
    }
}
