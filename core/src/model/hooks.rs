//! [`Hooks`]: what the program does along with the writes of a model, in their transaction.

use std::fmt;
use std::future::Future;

use crate::db::event::Change;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::error::Result;
use crate::model::Model;

/// What happens along with each write of a model that says `#[model(hooks)]`: before and after it, in its transaction.
///
/// Each function is called once for a write, with all of its rows, whatever the path: one row or many, by key, by a query, in a scope,
/// in an upsert. An error that one returns is the error of the write, and undoes it with all that the hooks did; in a transaction of the
/// caller's the rest of it goes on. To say no, return [`Error::refused`](crate::Error::refused).
///
/// A write on `&db` becomes a transaction that is run again where another writer was in the way, and its hooks with it. So they have no
/// effects outside of the database: those belong to [`Builder::on_commit`](crate::db::Builder::on_commit).
///
/// A write of a model with hooks reads its rows before and after; a model without them pays nothing. Not seen are statements of the
/// program's own ([`Sql`](crate::raw_sql::Sql)), rows that go with their parent by `on_delete`, and the new hash that a sign-in may store.
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
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Account, Entry]).await?;
/// let account = Account::create(&db, AccountCreate::new(10)).await?;
/// Account::update_by_id(&db, account.id, Account::CENTS.add(-7)).await?;
/// assert_eq!(Entry::query().one(&db).await?.cents, -7);
///
/// let error = Account::update_by_id(&db, account.id, Account::CENTS.add(-7)).await.unwrap_err();
/// assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Refused, "an account cannot be overdrawn"));
/// assert_eq!((Account::get(&db, account.id).await?.cents, Entry::count(&db).await?), (3, 1));
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no hooks",
    label = "`Hooks` is not implemented for it",
    note = "write `impl Hooks for {Self} {{}}` beside `#[model(hooks)]`, with the functions that are wanted"
)]
pub trait Hooks: Model {
    /// Sees the rows that are about to be created, as they will be stored; a key that the database makes is 1 here.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is created.
    fn before_create(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Sees the rows that were created.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is created.
    fn after_create(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Sees the rows that are about to be changed, as they are. A row that is restored is among them.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is changed.
    fn before_update(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Sees the rows that were changed, as they were and as they are.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is changed.
    fn after_update(
        _tx: &Tx,
        _changes: &[Change<Self>],
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Sees the rows that are about to be deleted, by a mark or for good.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is deleted.
    fn before_delete(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Sees the rows that were deleted, as they were.
    ///
    /// # Errors
    ///
    /// Those of the program: nothing is deleted.
    fn after_delete(_tx: &Tx, _rows: &[Self]) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// Calls one function of [`Hooks`].
type Seen<M> = for<'a> fn(&'a Tx, &'a [M]) -> Operation<'a, ()>;

/// Calls the one that sees two rows for each.
type Compared<M> = for<'a> fn(&'a Tx, &'a [Change<M>]) -> Operation<'a, ()>;

/// The functions of a model with hooks.
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

/// Returns the functions of a model with hooks.
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
