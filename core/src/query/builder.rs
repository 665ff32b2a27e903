//! [`Query`]: which rows of a model, built from typed parts.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::filter::{Filter, IntoFilter};
use crate::model::order::Order;
use crate::model::soft_delete::SoftDelete;
use crate::query::list_request::ListRequest;
use crate::query::load::{IntoLoad, Loads, Push};
use crate::query::scope::Scope;
use crate::stmt::select::{Deleted, Lock, Select};

/// Rows of `M`: those of `Model::query()`, or those that a relation leads to, such as `user.items()` or `item.owner()`.
///
/// A value that says what to ask; a method that takes a handle or a transaction asks it, in one statement. `L` is what is loaded
/// with each row, see [`Query::with`], and `S` the row that they belong to, see
/// [`OwnedBy`](crate::query::OwnedBy).
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
#[must_use = "a query does nothing until it is asked: call `all`, `list`, `first`, `get`, `one`, `count` or `exists`"]
pub struct Query<M, L = (), S = ()> {
    pub(super) shape: Select,
    pub(super) loads: L,
    pub(super) scope: S,
    pub(super) model: PhantomData<fn() -> M>,
}

impl<M> Query<M> {
    pub(crate) fn new() -> Self {
        Self::of(Select::default())
    }

    pub(crate) fn of(shape: Select) -> Self {
        Self::within(shape, ())
    }
}

impl<M, S> Query<M, (), S> {
    pub(crate) fn within(shape: Select, scope: S) -> Self {
        Self {
            shape,
            loads: (),
            scope,
            model: PhantomData,
        }
    }
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Leaves only the rows that meet the condition, beside those that were given before.
    pub fn filter(mut self, filter: impl IntoFilter<M>) -> Self {
        if let Some(filter) = filter.into_filter() {
            self.shape.add(Filter::into_node(filter));
        }
        self
    }

    /// Adds the conditions and the orders that a query string asks for; see [`Params`](crate::params::Params).
    pub fn apply(mut self, asked: &ListRequest<M>) -> Self {
        let (filters, order) = asked.parts();
        filters
            .iter()
            .for_each(|node| self.shape.add(Ok(node.clone())));
        order.iter().for_each(|sort| self.shape.sort(Ok(*sort)));
        self
    }

    /// Sorts by a column, where the columns that were given before leave rows equal.
    ///
    /// The key always comes last, so the order is total; without any other column it is the order of the keys.
    pub fn order_by(mut self, order: Order<M>) -> Self {
        self.shape.sort(order.into_sort());
        self
    }

    /// Returns so many rows at most.
    pub fn limit(mut self, rows: u64) -> Self {
        self.shape.set_limit(rows);
        self
    }

    /// Leaves out so many rows at the start.
    pub fn offset(mut self, rows: u64) -> Self {
        self.shape.set_offset(rows);
        self
    }

    /// Loads related rows with each row: the result is a tuple of the row and, for each `with`, what it leads to.
    ///
    /// That is a [`Vec`] for a relation to many rows, an [`Option`] for one that may lead nowhere, and the row itself for one that
    /// leads to a row always. Each relation costs one statement, whatever the number of rows. A relation takes a condition, an
    /// order, a limit for each row, and relations of its own:
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
            shape: self.shape,
            loads: self.loads.push(load.into_load()),
            scope: self.scope,
            model: PhantomData,
        }
    }

    /// Keeps others from changing the rows until the transaction ends; waits for rows that others hold.
    ///
    /// SQLite has no locks of rows, and refuses with [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported): there one
    /// transaction writes at a time. Transactions are serializable everywhere, so that a lock saves attempts, not rows.
    pub fn for_update(mut self) -> Self {
        self.shape.lock = Some(Lock::Waits);
        self
    }

    /// Does what [`Query::for_update`] does, but passes over rows that others hold: the way to share out tasks.
    pub fn for_update_skip_locked(mut self) -> Self {
        self.shape.lock = Some(Lock::Skips);
        self
    }

    /// Takes rows that are marked as deleted for rows as others.
    ///
    /// That is about the rows of the query alone: related rows that are deleted are still left out.
    pub fn with_deleted(mut self) -> Self
    where
        M: SoftDelete,
    {
        self.shape.deleted = Deleted::With;
        self
    }

    /// Leaves only the rows that are marked as deleted.
    pub fn only_deleted(mut self) -> Self
    where
        M: SoftDelete,
    {
        self.shape.deleted = Deleted::Only;
        self
    }

    /// Says that a query without a condition means every row, which an update and a delete ask to be told.
    pub fn all_rows(mut self) -> Self {
        self.shape.means_all = true;
        self
    }
}

impl<M, L: Clone, S: Clone> Clone for Query<M, L, S> {
    fn clone(&self) -> Self {
        Self {
            shape: self.shape.clone(),
            loads: self.loads.clone(),
            scope: self.scope.clone(),
            model: PhantomData,
        }
    }
}

/// Prints what is asked for, and no value: it may be a secret.
impl<M: Model, L, S> fmt::Debug for Query<M, L, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &M::table().model())
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
