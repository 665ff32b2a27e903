//! [`Hooks`]: functions that run before and after the writes of a model, in their transaction.

use std::fmt;
use std::future::Future;

use crate::db::event::Change;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::error::Result;
use crate::model::Model;

/// Functions that run before and after each write of a model with `#[model(hooks)]`, in its
/// transaction.
///
/// Each function is called once for a write, with all of its rows: of one row or many, by key, by a
/// query, in a scope, in an upsert. An error that it returns is the error of the write, and rolls
/// back the write and everything that the hooks did; a transaction of the caller stays usable,
/// unless a statement failed in the database. To reject a write, return
/// [`Error::refused`](crate::Error::refused).
///
/// A write on `&db` becomes a transaction, which is retried with its hooks after a conflict with
/// another writer. So hooks should have no effects outside of the database: those belong to
/// [`Builder::on_commit`](crate::db::Builder::on_commit).
///
/// The ownership check of a scope, like a foreign key or a version, is a condition of the statement
/// itself: a `before_` function can receive a row that is rejected afterwards. What it wrote is
/// rolled back then.
///
/// A write of a model with hooks reads its rows before and after; a model without them has no such
/// cost. Hooks are not called for raw SQL ([`Sql`](crate::raw_sql::Sql)), for rows that are deleted
/// or changed by `on_delete`, and for the rehash of a sign-in.
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model(hooks)]
/// #[derive(Debug)]
/// pub struct Account {
///     pub id: Id<Account>,
///     pub cents: i64,
/// }
///
/// #[model]
/// #[derive(Debug)]
/// pub struct Entry {
///     pub id: Id<Entry>,
///     pub account_id: Id<Account>,
///     pub cents: i64,
/// }
///
/// impl Hooks for Account {
///     async fn after_update(tx: &Tx, changes: &[Change<Self>]) -> Result<(), Error> {
///         if changes.iter().any(|change| change.after.cents < 0) {
///             return Err(Error::refused("an account cannot be overdrawn"));
///         }
///         let entries = changes.iter().map(|Change { before, after }| EntryCreate::new(after.id, after.cents - before.cents));
///         Entry::create_many(tx, entries.collect::<Vec<_>>()).await?;
///         Ok(())
///     }
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Account, Entry]).await?;
/// let account = Account::create(&db, AccountCreate::new(10)).await?;
/// Account::update_by_id(&db, account.id, Account::CENTS.add(-7)).await?;
/// assert_eq!(Entry::query().one(&db).await?.cents, -7);
///
/// let error = Account::update_by_id(&db, account.id, Account::CENTS.add(-7)).await.unwrap_err();
/// assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Refused, "an account cannot be overdrawn"));
/// assert_eq!((Account::get(&db, account.id).await?.cents, Entry::count(&db).await?), (3, 1));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no hooks",
    label = "`Hooks` is not implemented for it",
    note = "write `impl Hooks for {Self} {{}}` beside `#[model(hooks)]`, with the functions that you need"
)]
pub trait Hooks: HasHooks {
    /// Runs before rows are created, with the rows as they will be stored; a key that the database
    /// generates is 1 here.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is created.
    fn before_create(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs after rows were created, with the stored rows.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is created.
    fn after_create(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs before rows are changed or restored, with the rows as they are stored.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is changed.
    fn before_update(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs after rows were changed or restored, with each row before and after.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is changed.
    fn after_update(
        _tx: &Tx,
        _changes: &[Change<Self>],
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs before rows are soft-deleted or deleted permanently, with the rows as they are stored.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is deleted.
    fn before_delete(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs after rows were deleted, with the rows as they were.
    ///
    /// # Errors
    ///
    /// Those of the application: nothing is deleted.
    fn after_delete(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// A model whose writes call its hooks: one with `#[model(hooks)]`.
#[diagnostic::on_unimplemented(
    message = "the writes of `{Self}` call no hooks",
    label = "no model with hooks",
    note = "put `hooks` into the options of the model: `#[model(hooks)]`"
)]
pub trait HasHooks: Model {}

/// A function of [`Hooks`] that takes rows.
type Seen<M> = for<'a> fn(&'a Tx, &'a [M]) -> Operation<'a, ()>;

/// The function of [`Hooks`] that takes changes.
type Compared<M> = for<'a> fn(&'a Tx, &'a [Change<M>]) -> Operation<'a, ()>;

/// The hooks of a model, as function pointers.
pub struct HookTable<M> {
    pub(crate) before_create: Seen<M>,
    pub(crate) after_create: Seen<M>,
    pub(crate) before_update: Seen<M>,
    pub(crate) after_update: Compared<M>,
    pub(crate) before_delete: Seen<M>,
    pub(crate) after_delete: Seen<M>,
}

impl<M> Clone for HookTable<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for HookTable<M> {}

impl<M> fmt::Debug for HookTable<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookTable").finish_non_exhaustive()
    }
}

/// Returns the hooks of a model, as function pointers.
#[must_use]
pub const fn hooks<M: Hooks>() -> HookTable<M> {
    HookTable {
        before_create: |tx, rows| Box::pin(M::before_create(tx, rows)),
        after_create: |tx, rows| Box::pin(M::after_create(tx, rows)),
        before_update: |tx, rows| Box::pin(M::before_update(tx, rows)),
        after_update: |tx, changes| Box::pin(M::after_update(tx, changes)),
        before_delete: |tx, rows| Box::pin(M::before_delete(tx, rows)),
        after_delete: |tx, rows| Box::pin(M::after_delete(tx, rows)),
    }
}
