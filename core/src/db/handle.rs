//! [`Db`]: a handle on a database.

use std::fmt;
use std::sync::Arc;

use crate::crypto::cursor::key::CursorKey;
use crate::db::event::Listeners;
use crate::db::executor::{Backend, Connection, Executor, TxScope};
use crate::db::replica::pool::Replicas;
use crate::driver::limits::Limits;
use crate::driver::metrics::Metrics;
use crate::driver::seam::{BoxFuture, Call, Driver, ExecResult};
use crate::error::Result;
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;

/// A handle on a database. Cheap to clone; the clones share its connections.
#[derive(Clone)]
pub struct Db {
    pub(super) driver: Arc<dyn Driver>,
    pub(super) limits: Arc<Limits>,
    pub(super) hashing: Hashing,
    pub(super) cursors: CursorKey,
    pub(super) listeners: Listeners,
    pub(super) replicas: Arc<Replicas>,
}

impl Db {
    /// Returns a handle over an open driver.
    pub(crate) fn over(driver: Arc<dyn Driver>, limits: Limits) -> Self {
        Self {
            driver,
            limits: Arc::new(limits),
            hashing: Hashing::default(),
            cursors: CursorKey::default(),
            listeners: Listeners::default(),
            replicas: Arc::default(),
        }
    }

    /// Returns counters since the handle was opened, and the current state of its connections.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.replicas
            .count(self.hashing.count(self.driver.metrics()))
    }

    /// Waits for running operations, then closes every connection. Later calls return
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) when an operation runs for longer than
    /// [`Builder::acquire_timeout`](crate::db::Builder::acquire_timeout).
    pub async fn close(&self) -> Result<()> {
        let replicas = self.replicas.close().await;
        self.driver.close().await.and(replicas)
    }

    /// Copies the WAL file of SQLite into the database's file, and empties it: before the file is
    /// copied, or after a large import. SQLite does that by itself while it writes, so that it is
    /// rarely needed. On a server, and for a database in memory, it does nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy) when a reader uses the WAL file for longer than
    /// [`Builder::lock_timeout`](crate::db::Builder::lock_timeout).
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let dir = std::env::temp_dir().join(format!("fivefold-checkpoint-{}", std::process::id()));
    /// # std::fs::create_dir_all(&dir).unwrap();
    /// let db = Db::open(dir.join("app.db")).await?;
    /// db.checkpoint().await?;
    /// # db.close().await?;
    /// # std::fs::remove_dir_all(&dir).unwrap();
    /// # Ok(()) }
    /// ```
    pub async fn checkpoint(&self) -> Result<()> {
        self.driver.checkpoint().await
    }

    pub(crate) fn limits(&self) -> &Arc<Limits> {
        &self.limits
    }

    pub(crate) fn replicas(&self) -> &Replicas {
        &self.replicas
    }

    pub(crate) fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// Returns the handle with another driver of the same database.
    #[cfg(feature = "testing")]
    pub(crate) fn with_driver(self, driver: Arc<dyn Driver>) -> Self {
        Self { driver, ..self }
    }

    pub(crate) fn driver(&self) -> &Arc<dyn Driver> {
        &self.driver
    }
}

impl Executor for Db {
    fn connection(&self) -> Connection<'_> {
        Connection(self)
    }
}

impl Backend for Db {
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        self.driver.run(call)
    }

    fn dialect(&self) -> &'static Dialect {
        self.driver.dialect()
    }

    fn passwords(&self) -> &Hashing {
        &self.hashing
    }

    fn cursors(&self) -> &CursorKey {
        &self.cursors
    }

    fn primary(&self) -> &dyn Backend {
        self
    }

    fn tx_scope(&self) -> TxScope<'_> {
        TxScope::Db(self)
    }
}

/// Does not print the URL, which may hold a password.
impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("metrics", &self.metrics())
            .finish_non_exhaustive()
    }
}
