//! The servers that a URL names, and which of them is in use.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::driver::limits::Limits;
use crate::driver::sqlx::engine::{Engine, Opened};
use crate::driver::sqlx::fault::FaultScope;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Servers of which one is the primary. All connections go to the same one until it becomes
/// unusable.
pub(in crate::driver) struct Hosts<E: Engine> {
    options: Vec<E::Options>,
    current: AtomicUsize,
}

impl<E: Engine> Hosts<E> {
    pub(in crate::driver) fn new(options: Vec<E::Options>) -> Self {
        Self {
            options,
            current: AtomicUsize::new(0),
        }
    }

    /// Opens a connection to the server in use, or to the next one when it is unreachable or
    /// read-only. Every other error is returned: a server that refuses a new connection still takes
    /// the writes of those it has.
    pub(super) async fn open(&self, limits: &Limits) -> Result<(usize, Opened<E>)> {
        let first = self.current.load(Ordering::Relaxed);
        // A single server may be read-only on purpose; among several the primary is meant.
        let writes = self.options.len() > 1;
        let mut last = None;
        for step in 0..self.options.len() {
            let index = (first + step) % self.options.len();
            let Some(options) = self.options.get(index) else {
                continue;
            };
            let opening = tokio::time::timeout(limits.connect, E::open(options, limits, writes));
            match opening.await {
                Ok(Ok(opened)) => {
                    self.current.store(index, Ordering::Relaxed);
                    return Ok((index, opened));
                }
                Ok(Err(fault)) if fault.scope >= FaultScope::Server => last = Some(fault.error),
                Ok(Err(fault)) => return Err(fault.error),
                Err(_) => {
                    last = Some(Error::new(
                        ErrorKind::Unavailable,
                        "the database did not answer when a connection was opened; check the host and the port, and that the server runs",
                    ));
                }
            }
        }
        Err(last.unwrap_or_else(|| {
            Error::new(
                ErrorKind::Misuse,
                "the URL names no host; write `scheme://user@host/database`",
            )
        }))
    }

    /// Returns true for the server in use.
    pub(super) fn is_current(&self, host: usize) -> bool {
        self.current.load(Ordering::Relaxed) == host
    }
}
