//! The pools of connections: one of readers, one of the writer.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::driver::failure::Failure;
use crate::driver::sqlite::connection::{ConnectConfig, Connection};
use crate::driver::sqlite::url::Location;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Connections of one role. Permits are first come, first served; the connection that was used last
/// is used next.
#[derive(Debug)]
pub(super) struct Pool {
    config: ConnectConfig,
    size: u32,
    acquire: Duration,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    open: AtomicUsize,
    closed: AtomicBool,
}

impl Pool {
    /// Makes a pool with the connection that is already open, if any.
    pub(super) fn new(
        config: ConnectConfig,
        size: u32,
        acquire: Duration,
        first: Option<Connection>,
    ) -> Arc<Self> {
        let idle: Vec<Connection> = first.into_iter().collect();
        let permits = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1)));
        Arc::new(Self {
            config,
            size,
            acquire,
            permits,
            open: AtomicUsize::new(idle.len()),
            idle: Mutex::new(idle),
            closed: AtomicBool::new(false),
        })
    }

    /// Takes a permit if one is free and no caller has waited longer.
    pub(super) fn try_permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.permits).try_acquire_owned().ok()
    }

    /// Waits for a permit, without a limit.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        permit.map_err(|_| Failure::Closed.error(None))
    }

    /// The longest wait for a permit.
    pub(super) const fn acquire(&self) -> Duration {
        self.acquire
    }

    /// Refuses new callers.
    pub(super) fn mark_closed(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Waits until every connection is back, and returns them for closing, which may block.
    pub(super) async fn drain(&self, limit: Duration) -> Result<Vec<Connection>> {
        match with_limit(limit, self.permits.acquire_many(self.size)).await {
            Some(_) => {
                self.permits.close();
                let connections = std::mem::take(&mut *self.idle());
                self.open.fetch_sub(connections.len(), Ordering::Relaxed);
                Ok(connections)
            }
            None => Err(Failure::CloseTimeout.error(None)),
        }
    }

    /// Opens a connection for a caller with a permit that found none idle. Blocks.
    pub(super) fn open_another(&self) -> Result<Connection> {
        if self.config.location == Location::Memory {
            return Err(Error::new(
                ErrorKind::Unavailable,
                "the database in memory was lost with its only connection; open it again",
            ));
        }
        let connection = self.config.open()?;
        self.open.fetch_add(1, Ordering::Relaxed);
        Ok(connection)
    }

    pub(super) fn give_back(&self, connection: Connection) {
        self.idle().push(connection);
    }

    /// Restores the settings of a connection. Returns false for one that is to be closed instead:
    /// any but that of a database in memory, which would end with it.
    pub(super) fn restore(&self, connection: &Connection) -> bool {
        self.config.location == Location::Memory && self.config.restore(connection).is_ok()
    }

    pub(super) fn forget_connection(&self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub(super) fn in_use(&self) -> usize {
        if self.permits.is_closed() {
            0
        } else {
            usize::try_from(self.size)
                .unwrap_or(1)
                .saturating_sub(self.permits.available_permits())
        }
    }

    /// Returns the error for a wait that exceeded the limit.
    pub(super) fn acquire_timeout(&self) -> Error {
        let message = match self.config.location {
            Location::Memory => {
                "the connection of the database in memory did not become free in time; inside a transaction pass `tx` instead of `&db`"
            }
            Location::File { .. } => {
                "no connection became free in time; keep transactions short, and inside of one pass `tx` instead of `&db`"
            }
        };
        Error::new(ErrorKind::Timeout, message)
    }

    /// Takes the connection that was used last, if one is idle.
    pub(super) fn pop_idle(&self) -> Option<Connection> {
        self.idle().pop()
    }

    // Nothing panics while the lock is held, so a poisoned lock holds sound data.
    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for a future, but no longer than the limit. Returns None after it.
pub(super) async fn with_limit<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    // A timer needs a runtime. Without one, the wait is bounded by the limits of the callers that
    // hold the connections.
    match Handle::try_current() {
        Ok(_) => tokio::time::timeout(limit, future).await.ok(),
        Err(_) => Some(future.await),
    }
}
