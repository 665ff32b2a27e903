//! Futures that are interrupted at a chosen point, in four ways.

use std::future::Future;
use std::time::Duration;

use super::poll::poll_at_most;

/// A way to interrupt, with its point in time.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// The future is dropped after this number of polls.
    Polls(usize),
    /// It is dropped after this number of milliseconds.
    Timeout(u64),
    /// Its task is aborted after this number of turns of other tasks.
    Abort(u64),
    /// It loses a `select!` against this number of turns of other tasks.
    Select(u64),
}

/// Returns the output of the future, or none if it was interrupted before it was ready.
pub async fn interrupt<F>(cut: Cut, future: F) -> Option<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    match cut {
        Cut::Polls(polls) => poll_at_most(polls, future).await,
        Cut::Timeout(millis) => tokio::time::timeout(Duration::from_millis(millis), future)
            .await
            .ok(),
        Cut::Abort(turns) => {
            let task = tokio::spawn(future);
            wait(turns).await;
            task.abort();
            match task.await {
                Ok(output) => Some(output),
                Err(error) if error.is_cancelled() => None,
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        Cut::Select(turns) => tokio::select! {
            output = future => Some(output),
            () = wait(turns) => None,
        },
    }
}

/// Gives way to other tasks this number of times.
async fn wait(turns: u64) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
