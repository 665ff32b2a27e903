//! Work that blocks, away from the threads that run tasks.

use std::panic::resume_unwind;

use tokio::runtime::Handle;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Runs work that blocks on a thread of its own. It owns what it needs, so it goes on to its end if the caller is dropped.
/// A panic in it goes on in the caller.
pub(super) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    match Handle::try_current() {
        Ok(runtime) => match runtime.spawn_blocking(work).await {
            Ok(done) => Ok(done),
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => Err(stopped()),
        },
        // Whoever polls without a runtime has given this thread to the call.
        Err(_) => Ok(work()),
    }
}

pub(super) fn stopped() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "the runtime was shut down before the database was asked; nothing was written",
    )
}
