//! [`Tx`]: several operations that are committed together or not at all.

pub(crate) mod closure;
pub(crate) mod idle;
pub(crate) mod isolation;
pub(crate) mod retry;
pub(crate) mod savepoint;
pub(crate) mod state;

use std::fmt;
use std::sync::Arc;

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::event::{Event, Listeners};
use crate::db::executor::{Backend, Connection, Executor, TxScope};
use crate::db::transaction::state::Shared;
use crate::driver::limits::Isolation;
use crate::driver::seam::{BoxFuture, Call, ExecResult};
use crate::error::Result;
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;

/// A transaction. Every operation accepts `&tx` instead of `&db`.
///
/// Dropping it, at any point, rolls it back. After an error of the database it accepts no more
/// statements and cannot commit, on every database alike: a part of the transaction is never
/// committed without the rest. To continue after an expected error, put the operation that may fail
/// into a [`Tx::savepoint`].
///
/// Transactions are serializable on every database, unless [`Db::isolation`] says otherwise: if rows that it has read were changed
/// concurrently, it does not commit. SQLite runs one writing transaction at a time; PostgreSQL,
/// MariaDB and MySQL run them concurrently and roll one back on a conflict, which is
/// [`ErrorKind::Busy`](crate::ErrorKind::Busy), and after which [`Db::transaction`] retries its
/// closure.
pub struct Tx {
    shared: Arc<Shared>,
    depth: u32,
}

impl Db {
    /// Starts a transaction, and returns it. End it with [`Tx::commit`]; dropping it rolls it back.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy) and
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) on conflicts with other writers.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_with(Isolation::Serializable).await
    }

    async fn begin_with(&self, isolation: Isolation) -> Result<Tx> {
        let session = self.driver().begin_with(isolation).await?;
        let shared = Arc::new(Shared::new(
            session,
            self.driver().dialect(),
            Arc::clone(self.limits()),
            self.connection().passwords().clone(),
            self.connection().cursors().clone(),
            self.listeners().clone(),
        ));
        idle::watch(&shared);
        Ok(Tx { shared, depth: 0 })
    }
}

impl Tx {
    /// Commits the transaction.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) when an operation had failed in the
    /// database. [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) when the commit
    /// was not acknowledged: everything was written, or nothing. After any other kind nothing was
    /// written.
    ///
    /// # Cancel safety
    ///
    /// Once polled, the commit completes even if the future is dropped.
    pub async fn commit(self) -> Result<()> {
        self.shared.commit().await
    }

    /// Rolls the transaction back. Unlike a drop, it waits for the rollback.
    ///
    /// # Errors
    ///
    /// The errors of the connection; nothing is written in any case.
    pub async fn rollback(self) -> Result<()> {
        self.shared.rollback().await
    }
}

impl Tx {
    pub(crate) fn listeners(&self) -> &Listeners {
        self.shared.listeners()
    }

    /// Returns the number of notifications that wait for the commit.
    pub(crate) fn told(&self) -> usize {
        self.shared.told()
    }

    /// Notifies the listeners of the model, after the transaction has committed: before those
    /// notifications that were added after the first `at`.
    pub(crate) fn tell<M: Send + Sync + 'static>(
        &self,
        at: usize,
        events: impl IntoIterator<Item = Event<M>>,
    ) {
        let listeners = self.listeners();
        if listeners.hear::<M>() {
            let events = events.into_iter();
            let notifications = events.map(|event| listeners.notification(event));
            self.shared.tell(self.depth, at, notifications.collect());
        }
    }

    /// Returns the number of statements until now that may have written.
    pub(crate) fn writes(&self) -> u64 {
        self.shared.writes()
    }

    /// Ends the transaction if a statement failed in the savepoint that was rolled back last.
    pub(crate) fn fail_as_undone(&self) {
        self.shared.fail_as_undone();
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

    fn passwords(&self) -> &Hashing {
        self.shared.passwords()
    }

    fn cursors(&self) -> &CursorKey {
        self.shared.cursors()
    }

    fn primary(&self) -> &dyn Backend {
        self
    }

    fn tx_scope(&self) -> TxScope<'_> {
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
