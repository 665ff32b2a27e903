//! A connection in use.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use crate::driver::failure::Failure;
use crate::driver::sqlite::checkpoint;
use crate::driver::sqlite::connection::Connection;
use crate::driver::sqlite::pool::{Pool, with_limit};
use crate::error::Result;

/// A connection that belongs to one caller until it is dropped. A transaction that is open then is
/// rolled back; where that fails, the connection is closed.
#[derive(Debug)]
pub(super) struct Lease {
    connection: Option<Connection>,
    pool: Arc<Pool>,
    /// True when the settings of the connection may have been changed.
    is_changed: bool,
    // Released last, so that the next caller in the queue finds the connection idle.
    permit: Option<OwnedSemaphorePermit>,
}

impl Lease {
    /// Takes a connection, and waits for it no longer than the pool's limit.
    pub(super) async fn acquire(pool: &Arc<Pool>) -> Result<Self> {
        if pool.is_closed() {
            return Err(Failure::Closed.error(None));
        }
        match Self::try_acquire(pool) {
            Some(lease) => Ok(lease),
            None => with_limit(pool.acquire(), Self::acquire_unlimited(pool))
                .await
                .unwrap_or_else(|| Err(pool.acquire_timeout())),
        }
    }

    /// Takes a connection if one is free and no caller has waited longer.
    pub(super) fn try_acquire(pool: &Arc<Pool>) -> Option<Self> {
        pool.try_permit().map(|permit| Self::new(pool, permit))
    }

    /// Takes a connection, and waits for it without a limit.
    pub(super) async fn acquire_unlimited(pool: &Arc<Pool>) -> Result<Self> {
        pool.permit().await.map(|permit| Self::new(pool, permit))
    }

    fn new(pool: &Arc<Pool>, permit: OwnedSemaphorePermit) -> Self {
        Self {
            connection: pool.pop_idle(),
            pool: Arc::clone(pool),
            is_changed: false,
            permit: Some(permit),
        }
    }

    /// Records that the next statement may change settings of the connection, which is then replaced
    /// or repaired before another caller gets it.
    pub(super) fn mark_changed(&mut self) {
        self.is_changed = true;
    }

    /// Returns true when the connection is open, so that using it does not block.
    pub(super) const fn is_open(&self) -> bool {
        self.connection.is_some()
    }

    /// Returns the connection. Opens one if none was idle, which blocks.
    pub(super) fn connection(&mut self) -> Result<&Connection> {
        if self.connection.is_none() {
            self.connection = Some(self.pool.open_another()?);
        }
        self.connection
            .as_ref()
            .ok_or_else(|| Failure::ReturnedConnection.error(None))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        if connection.in_transaction() {
            // The result is checked below.
            let _ = connection.untimed().execute_batch("ROLLBACK");
        }
        if connection.in_transaction() || (self.is_changed && !self.pool.restore(&connection)) {
            return self.pool.forget_connection();
        }
        if !checkpoint::is_due() {
            return self.pool.give_back(connection);
        }
        match Handle::try_current() {
            Ok(runtime) => {
                // If the runtime shuts down first, this lease is dropped, and returns the
                // connection.
                let lease = Self {
                    connection: Some(connection),
                    pool: Arc::clone(&self.pool),
                    is_changed: false,
                    permit: self.permit.take(),
                };
                runtime.spawn_blocking(move || {
                    lease
                        .connection
                        .iter()
                        .for_each(|connection| checkpoint::run(connection.untimed()))
                });
            }
            Err(_) => {
                checkpoint::run(connection.untimed());
                self.pool.give_back(connection);
            }
        }
    }
}
