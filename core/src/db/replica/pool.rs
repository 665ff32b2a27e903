//! [`Replicas`]: the replicas of a handle, and which of them can be used.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::driver::metrics::Metrics;
use crate::driver::seam::Driver;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The time for which a replica that could not be reached is skipped.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The replicas of a handle.
#[derive(Default)]
pub(crate) struct Replicas {
    pub(super) nodes: Vec<Node>,
    /// Counts handles, so that each starts with the next replica.
    pub(super) next: AtomicUsize,
    /// Counts reads that the primary answered because no replica could.
    pub(super) missed: AtomicU64,
}

/// One replica.
pub(super) struct Node {
    pub(super) driver: Arc<dyn Driver>,
    /// The time until which it is skipped.
    skipped_until: Mutex<Option<Instant>>,
}

impl Node {
    /// Returns true while the replica is skipped.
    pub(super) fn is_skipped(&self) -> bool {
        let mut until = self
            .skipped_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *until = until.filter(|until| Instant::now() < *until);
        until.is_some()
    }

    /// Skips the replica for a while after an error that says that it cannot be reached.
    pub(super) fn note(&self, error: &Error) {
        if error.kind() == ErrorKind::Unavailable {
            let mut until = self
                .skipped_until
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *until = Some(Instant::now() + RETRY_AFTER);
        }
    }
}

impl Replicas {
    /// Adds a replica.
    ///
    /// # Errors
    ///
    /// `Misuse` for another kind of database than the primary's.
    pub(crate) fn add(&mut self, primary: &dyn Driver, driver: Arc<dyn Driver>) -> Result<()> {
        if !std::ptr::eq(primary.dialect(), driver.dialect()) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a replica is another kind of database than the primary; use a replica of the same database",
            ));
        }
        let skipped_until = Mutex::default();
        self.nodes.push(Node {
            driver,
            skipped_until,
        });
        Ok(())
    }

    /// Closes the connections to every replica.
    pub(crate) async fn close(&self) -> Result<()> {
        let mut closed = Ok(());
        for node in &self.nodes {
            closed = node.driver.close().await.and(closed);
        }
        closed
    }

    /// Adds the reads of the replicas, and those that none of them could answer.
    pub(crate) fn count(&self, metrics: Metrics) -> Metrics {
        let replica_reads = self
            .nodes
            .iter()
            .map(|node| node.driver.metrics().statements);
        Metrics {
            replica_reads: replica_reads.sum(),
            replica_misses: self.missed.load(Ordering::Relaxed),
            ..metrics
        }
    }
}

impl fmt::Debug for Replicas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replicas")
            .field("count", &self.nodes.len())
            .finish_non_exhaustive()
    }
}
