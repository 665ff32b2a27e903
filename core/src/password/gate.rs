//! [`Gate`]: limits how many passwords are hashed at once, and how many callers wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// A semaphore with a limited queue: of so many callers, and of no more than can be served in time
/// at the measured cost of a hash.
#[derive(Debug)]
pub(super) struct Gate {
    permits: Arc<Semaphore>,
    at_once: usize,
    waiting: AtomicUsize,
    queue: usize,
    timeout: Duration,
    cost: Arc<MeanTime>,
}

/// The right to hash. Dropping it measures the time of the hash, and frees it.
#[derive(Debug)]
pub(super) struct Permit {
    _permit: OwnedSemaphorePermit,
    since: Instant,
    cost: Arc<MeanTime>,
}

impl Gate {
    pub(super) fn new(permits: usize, queue: usize, timeout: Duration) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            at_once: permits,
            waiting: AtomicUsize::new(0),
            queue,
            timeout,
            cost: Arc::default(),
        }
    }

    /// Returns a permit once one is free. Dropping it frees it, so it moves to the thread that
    /// hashes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] at once when the queue is full, and when no permit became free in time.
    pub(super) async fn enter(&self) -> Result<Permit> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(self.permit(permit));
        }
        let _waiter = Waiter::new(&self.waiting, self.room())?;
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(self.timeout, permit).await {
            Ok(Ok(permit)) => Ok(self.permit(permit)),
            Ok(Err(_)) | Err(_) => Err(busy()),
        }
    }

    fn permit(&self, permit: OwnedSemaphorePermit) -> Permit {
        Permit {
            _permit: permit,
            since: Instant::now(),
            cost: Arc::clone(&self.cost),
        }
    }

    /// Returns how many callers can wait and be served in time. Before the first hash is measured,
    /// as many as the queue holds.
    fn room(&self) -> usize {
        let cost = self.cost.get().as_nanos();
        let hashes = self.timeout.as_nanos().saturating_mul(self.at_once as u128);
        let served = hashes.checked_div(cost).unwrap_or(u128::MAX);
        usize::try_from(served).map_or(self.queue, |served| served.min(self.queue))
    }

    /// Counts a hash that took this time.
    #[cfg(test)]
    pub(super) fn measured(&self, time: Duration) {
        self.cost.add(time);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.cost.add(self.since.elapsed());
    }
}

/// The moving average of the last times, in nanoseconds; zero before the first.
#[derive(Debug, Default)]
struct MeanTime(AtomicU64);

impl MeanTime {
    fn get(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    fn add(&self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let mean = self.0.load(Ordering::Relaxed);
        let mean = match mean {
            0 => time,
            mean => mean - mean / 8 + time / 8,
        };
        // Of two at once, one may be lost.
        self.0.store(mean, Ordering::Relaxed);
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
