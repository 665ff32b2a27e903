//! [`Tx`]: several operations that happen together or not at all.

pub(crate) mod closure;
pub(crate) mod idle;
pub(crate) mod retry;
pub(crate) mod savepoint;
pub(crate) mod state;

use std::fmt;
use std::sync::Arc;

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::event::{Event, Listeners};
use crate::db::executor::{Backend, Connection, Executor, TxScope};
use crate::db::operation::Operation;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::state::Shared;
use crate::driver::seam::{BoxFuture, Call, ExecResult};
use crate::error::{Error, Result};
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;

/// A transaction. Every operation takes `&tx` where it took `&db`.
///
/// Dropping it, at any point, rolls it back. After an error of the database it takes no more statements and cannot commit,
/// on every database alike: what came before the error is never kept without what came after. To go on after an
/// expected error, put what may fail into a [`Tx::savepoint`].
///
/// Serializable on every database: what was read in it is still so when it commits, or it does not commit. SQLite lets one
/// transaction write at a time; PostgreSQL and MariaDB let them go on side by side and roll one back when two meet, which is
/// [`ErrorKind::Busy`](crate::ErrorKind::Busy), and for which [`Db::transaction`] runs its closure again.
pub struct Tx {
    shared: Arc<Shared>,
    depth: u32,
}

impl Db {
    /// Runs the closure in a transaction and commits when it returns `Ok`; rolls back when it returns an error.
    ///
    /// When another writer is in the way ([`ErrorKind::Busy`](crate::ErrorKind::Busy): a lock that took too long, a deadlock, or
    /// a transaction that wrote the same rows first), everything is rolled back and the closure runs again, whatever it made
    /// of that, after a pause of random length, within the limits of [`Builder::retries`](crate::db::Builder::retries).
    /// So it should have no effects outside of the database.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// let name = String::from("rust");
    /// let tag = db
    ///     .transaction(async |tx| {
    ///         let tag = Tag::create(tx, TagCreate::new(name.clone())).await?;
    ///         tag.update(tx, TagUpdate { name: Set("Rust".into()) }).await
    ///     })
    ///     .await?;
    /// assert_eq!(tag.name, "Rust");
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// The closure is written `async |tx| ..`, without `move`: it may run more than once, so it borrows what it uses.
    /// To end a transaction with an error of your own, use [`Db::try_transaction`].
    ///
    /// # Errors
    ///
    /// The closure's own; [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) when it returned `Ok` although an operation had
    /// failed in the database; [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) when no answer to the commit came.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future rolls back, or, once the commit was sent, lets it go on to its end.
    pub fn transaction<'a, 'd, R, F>(&'d self, run: F) -> Operation<'d, R>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        'a: 'd,
    {
        Box::pin(retry::transaction(self, run))
    }

    /// Runs the closure as [`Db::transaction`] does, with an error type of your own.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Account { pub id: Id<Account>, pub cents: i64 }
    /// #[derive(Debug)]
    /// enum TransferError {
    ///     TooPoor,
    ///     Storage(Error),
    /// }
    ///
    /// impl From<Error> for TransferError {
    ///     fn from(error: Error) -> Self {
    ///         Self::Storage(error)
    ///     }
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Account]).await?;
    /// # let id = Account::create(&db, AccountCreate::new(5)).await?.id;
    /// let paid = db
    ///     .try_transaction(async |tx| {
    ///         let account = Account::get(tx, id).await?;
    ///         let rest = account.cents - 10;
    ///         let account = account.update(tx, AccountUpdate { cents: Set(rest) }).await?;
    ///         if account.cents < 0 { Err(TransferError::TooPoor) } else { Ok(account.cents) }
    ///     })
    ///     .await;
    /// assert!(matches!(paid, Err(TransferError::TooPoor)));
    /// assert_eq!(Account::get(&db, id).await?.cents, 5);
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's own; those of [`Db::transaction`], converted.
    ///
    /// # Cancel safety
    ///
    /// As for [`Db::transaction`].
    pub fn try_transaction<'a, 'd, R, X, F>(&'d self, run: F) -> Operation<'d, R, X>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        X: From<Error> + Send + 'a,
        'a: 'd,
    {
        Box::pin(retry::transaction(self, run))
    }

    /// Starts a transaction. End it with [`Tx::commit`]; dropping it rolls it back.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy) and [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) when other writers are in the way.
    pub async fn begin(&self) -> Result<Tx> {
        let session = self.driver().begin().await?;
        let shared = Arc::new(Shared::new(
            session,
            self.driver().dialect(),
            Arc::clone(self.limits()),
            self.connection().hashing().clone(),
            self.connection().cursors().clone(),
            self.listeners().clone(),
        ));
        idle::watch(&shared);
        Ok(Tx { shared, depth: 0 })
    }
}

impl Tx {
    /// Commits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) when an operation had failed in the database, and any other kind but
    /// one: nothing was written. [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown): everything was, or nothing.
    ///
    /// # Cancel safety
    ///
    /// Once polled, the commit goes on to its end when the future is dropped.
    pub async fn commit(self) -> Result<()> {
        self.shared.commit().await
    }

    /// Rolls back. The same as dropping, but answered.
    ///
    /// # Errors
    ///
    /// Only those of the connection; nothing is written in any case.
    pub async fn rollback(self) -> Result<()> {
        self.shared.rollback().await
    }

    /// Runs the closure in a savepoint: when it returns an error, what it did is undone and the transaction goes on.
    ///
    /// Savepoints nest. While one is open only its own handle takes operations.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, #[field(unique)] pub name: String }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// db.transaction(async |tx| {
    ///     Tag::create(tx, TagCreate::new("rust")).await?;
    ///     let again = tx.savepoint(async |tx| Tag::create(tx, TagCreate::new("rust")).await).await;
    ///     assert_eq!(again.unwrap_err().kind(), ErrorKind::Conflict);
    ///     Ok(())
    /// })
    /// .await?;
    /// assert_eq!(Tag::count(&db).await?, 1);
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's own, and those of the connection.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future between two statements undoes what the closure did before the transaction goes on; dropping it
    /// while a statement runs ends the whole transaction, which then gives [`ErrorKind::Aborted`](crate::ErrorKind::Aborted).
    pub fn savepoint<'a, 'd, R, F>(&'d self, run: F) -> Operation<'d, R>
    where
        F: for<'t> AsyncFunc<&'t Self, Result<R>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        'a: 'd,
    {
        Box::pin(savepoint::savepoint(self, run))
    }

    /// Runs the closure as [`Tx::savepoint`] does, with an error type of your own.
    ///
    /// # Errors
    ///
    /// The closure's own, and those of the connection, converted.
    ///
    /// # Cancel safety
    ///
    /// As for [`Tx::savepoint`].
    pub fn try_savepoint<'a, 'd, R, X, F>(&'d self, run: F) -> Operation<'d, R, X>
    where
        F: for<'t> AsyncFunc<&'t Self, Result<R, X>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        X: From<Error> + Send + 'a,
        'a: 'd,
    {
        Box::pin(savepoint::savepoint(self, run))
    }
}

impl Tx {
    pub(crate) fn listeners(&self) -> &Listeners {
        self.shared.listeners()
    }

    /// Tells those who listen to the model of this event, once the transaction has committed.
    pub(crate) fn tell<M: Send + Sync + 'static>(&self, event: Event<M>) {
        let listeners = self.listeners();
        if listeners.hear::<M>() {
            self.shared.tell(self.depth, listeners.telling(event));
        }
    }
}

impl Executor for Tx {
    fn connection(&self) -> Connection<'_> {
        Connection(self)
    }
}

impl Backend for Tx {
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(self.shared.run(self.depth, call))
    }

    fn dialect(&self) -> &'static Dialect {
        self.shared.dialect()
    }

    fn hashing(&self) -> &Hashing {
        self.shared.hashing()
    }

    fn cursors(&self) -> &CursorKey {
        self.shared.cursors()
    }

    fn primary(&self) -> &dyn Backend {
        self
    }

    fn unit(&self) -> TxScope<'_> {
        TxScope::Tx(self)
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
