//! [`Query`]: a query for rows of a model, built from typed parts.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::filter::{Filter, IntoFilter};
use crate::model::order::IntoOrder;
use crate::model::soft_delete::SoftDelete;
use crate::query::list_request::ListRequest;
use crate::query::load::{IntoLoad, Loads, Push};
use crate::query::scope::Scope;
use crate::stmt::select::{Deleted, Lock, Select};

/// A query for rows of the model `M`; made by [`Crud::query`](crate::Crud::query), and by the
/// relations of a row, such as `user.items()` and `item.owner()`.
///
/// Queries are lazy: nothing is sent until you call `all`, `first`, or another method that takes a
/// handle or a transaction; it sends one statement, and one for each relation to load.
///
/// `L` is the tuple of the relations that are loaded with each row, see [`Query::with`], and `S` is
/// the scope of the rows: `()`, [`OwnedBy`](crate::query::OwnedBy) or
/// [`Unscoped`](crate::query::Unscoped).
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User> }
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(server)] pub owner_id: Id<User> }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User, Item]).await?;
/// let user = User::create(&db, UserCreate::new()).await?;
/// let item = Item::create(&db, ItemCreate::new("lamp").with(ItemServer { owner_id: user.id })).await?;
/// assert_eq!(user.items().list(&db, ..).await?.len(), 1);
/// assert_eq!(item.owner().get(&db).await?.id, user.id);
///
/// let lamps = Item::query().filter(Item::TITLE.contains("lamp")).order_by(Item::TITLE.asc());
/// assert_eq!(lamps.all(&db).await?[0].id, item.id);
/// # Ok(()) }
/// ```
#[must_use = "queries are lazy: nothing is sent until you call `all`, `list`, `first`, `get`, `one`, `count` or `exists`"]
pub struct Query<M, L = (), S = ()> {
    pub(super) select: Select,
    pub(super) loads: L,
    pub(super) scope: S,
    pub(super) model: PhantomData<fn() -> M>,
}

impl<M> Query<M> {
    pub(crate) fn new() -> Self {
        Self::of(Select::default())
    }

    pub(crate) fn of(select: Select) -> Self {
        Self::within(select, ())
    }
}

impl<M, S> Query<M, (), S> {
    pub(crate) fn within(select: Select, scope: S) -> Self {
        Self {
            select,
            loads: (),
            scope,
            model: PhantomData,
        }
    }
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Adds a condition. Conditions are combined with AND.
    pub fn filter(mut self, filter: impl IntoFilter<M>) -> Self {
        if let Some(filter) = filter.into_filter() {
            self.select.add(Filter::into_condition(filter));
        }
        self
    }

    /// Adds the conditions and the order of a query string; see [`Params`](crate::params::Params).
    pub fn apply(mut self, request: &ListRequest<M>) -> Self {
        let (filters, order) = request.parts();
        filters
            .iter()
            .for_each(|condition| self.select.add(Ok(condition.clone())));
        order.iter().for_each(|sort| self.select.sort(Ok(*sort)));
        self
    }

    /// Adds a column to the order, after the columns that were added before: `User::EMAIL`, which is
    /// ascending as `User::EMAIL.asc()` is, or `User::EMAIL.desc()`.
    ///
    /// The key is always the last column, so the order is total; without other columns, rows are
    /// sorted by key.
    pub fn order_by(mut self, order: impl IntoOrder<M>) -> Self {
        self.select.sort(order.into_order().into_sort());
        self
    }

    /// Limits the result to `rows` rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.select.set_limit(rows);
        self
    }

    /// Skips the first `rows` rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.select.set_offset(rows);
        self
    }

    /// Loads related rows with each row: the result is a tuple of the row and, for each `with`, its
    /// related rows.
    ///
    /// These are a [`Vec`] for a relation to many rows, an [`Option`] for a relation to at most one
    /// row, and the row itself for a relation to exactly one. Each relation costs one statement,
    /// whatever the number of rows. A relation takes a condition, an order, a limit for each row,
    /// and nested relations:
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User>, pub name: String }
    /// # #[model(has_many(notes: Note::ITEM_ID))] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub price: i64, #[field(server)] pub owner_id: Id<User> }
    /// # #[model] #[derive(Debug)] pub struct Note { pub id: Id<Note>, pub text: String, #[field(server)] pub item_id: Id<Item> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![User, Item, Note]).await?;
    /// # let ann = User::create(&db, UserCreate::new("Ann")).await?;
    /// # let item = Item::create(&db, ItemCreate::new(7).with(ItemServer { owner_id: ann.id })).await?;
    /// # Note::create(&db, NoteCreate::new("old").with(NoteServer { item_id: item.id })).await?;
    /// let dearest = User::ITEMS.order_by(Item::PRICE.desc()).limit(3).with(Item::NOTES);
    /// for (user, items) in User::query().with(dearest).all(&db).await? {
    ///     for (item, notes) in items {
    ///         println!("{}: {} cents, {} notes", user.name, item.price, notes.len());
    /// #       assert_eq!((item.price, notes.len()), (7, 1));
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn with<A: IntoLoad<M>>(self, load: A) -> Query<M, L::Pushed, S>
    where
        L: Push<A::Load>,
    {
        Query {
            select: self.select,
            loads: self.loads.push(load.into_load()),
            scope: self.scope,
            model: PhantomData,
        }
    }

    /// Locks the rows until the transaction ends; waits for rows that other transactions lock.
    ///
    /// SQLite has no row locks, and the query fails with
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported): there, one transaction writes at
    /// a time. Transactions are serializable on every database, so a lock only avoids retries, unless
    /// [`Db::isolation`](crate::Db::isolation) says otherwise.
    pub fn for_update(mut self) -> Self {
        self.select.lock = Some(Lock::Waits);
        self
    }

    /// Locks the rows as [`Query::for_update`] does, but skips rows that other transactions lock:
    /// for a queue of tasks.
    pub fn for_update_skip_locked(mut self) -> Self {
        self.select.lock = Some(Lock::Skips);
        self
    }

    /// Includes soft-deleted rows.
    ///
    /// This applies to the rows of the query only: soft-deleted related rows are still excluded.
    pub fn with_deleted(mut self) -> Self
    where
        M: SoftDelete,
    {
        self.select.deleted = Deleted::With;
        self
    }

    /// Returns only soft-deleted rows.
    pub fn only_deleted(mut self) -> Self
    where
        M: SoftDelete,
    {
        self.select.deleted = Deleted::Only;
        self
    }

    /// Allows an update or a delete of every row, by a query without a condition.
    pub fn all_rows(mut self) -> Self {
        self.select.means_all = true;
        self
    }
}

impl<M, L: Clone, S: Clone> Clone for Query<M, L, S> {
    fn clone(&self) -> Self {
        Self {
            select: self.select.clone(),
            loads: self.loads.clone(),
            scope: self.scope.clone(),
            model: PhantomData,
        }
    }
}

/// Prints the query and no value: it may be a secret.
impl<M: Model, L, S> fmt::Debug for Query<M, L, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &M::table().model())
            .field("select", &self.select)
            .finish_non_exhaustive()
    }
}
