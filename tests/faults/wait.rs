//! Waits for a condition, with a limit.

use std::future::Future;
use std::time::{Duration, Instant};

/// The interval between two checks of the condition.
const PAUSE: Duration = Duration::from_millis(2);

/// Returns the time until the condition held; `None` when the limit passed first.
pub async fn until<F: Future<Output = bool>>(
    limit: Duration,
    mut is_so: impl FnMut() -> F,
) -> Option<Duration> {
    let start = Instant::now();
    while !is_so().await {
        if start.elapsed() >= limit {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Some(start.elapsed())
}
