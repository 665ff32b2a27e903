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
use crate::db::transaction::state::Shared;
use crate::driver::{BoxFuture, Call, ExecResult};
use crate::error::Result;
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
