//! [`Gate`]: limits how many passwords are hashed at once, and how many callers wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// A semaphore with a limited queue.
#[derive(Debug)]
pub(super) struct Gate {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    timeout: Duration,
}

impl Gate {
    pub(super) fn new(permits: usize, queue: usize, timeout: Duration) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            waiting: AtomicUsize::new(0),
            queue,
            timeout,
        }
    }

    /// Returns a permit once one is free. Dropping it frees it, so it moves to the thread that
    /// hashes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] at once when the queue is full, and when no permit became free in time.
    pub(super) async fn enter(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let _waiter = Waiter::new(&self.waiting, self.queue)?;
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(self.timeout, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(busy()),
        }
    }
}

/// A waiting caller, counted until it is dropped.
struct Waiter<'w>(&'w AtomicUsize);

impl<'w> Waiter<'w> {
    fn new(waiting: &'w AtomicUsize, queue: usize) -> Result<Self> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let waiter = Self(waiting);
        if before < queue {
            Ok(waiter)
        } else {
            Err(busy())
        }
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cold]
fn busy() -> Error {
    Error::new(
        ErrorKind::Busy,
        "too many passwords wait to be hashed; try again in a moment",
    )
}
