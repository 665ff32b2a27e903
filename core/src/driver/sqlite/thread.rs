//! Runs blocking work away from the threads of the async runtime.

use std::panic::resume_unwind;

use tokio::runtime::Handle;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Runs blocking work on a thread of its own. It owns what it needs, so it runs to its end also
/// when the caller is dropped. A panic is resumed in the caller.
pub(super) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    match Handle::try_current() {
        Ok(runtime) => match runtime.spawn_blocking(work).await {
            Ok(done) => Ok(done),
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => Err(stopped()),
        },
        // A caller that polls without a runtime has given this thread to the call.
        Err(_) => Ok(work()),
    }
}

/// Returns the error for work that the runtime dropped before it started.
pub(super) fn stopped() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "the runtime was shut down before the statement ran; nothing was written",
    )
}
