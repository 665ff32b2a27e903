//! Waiting for something to become true, with a limit.

use std::future::Future;
use std::time::{Duration, Instant};

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(2);

/// Returns how long it took until the answer was yes; none when the limit passed before.
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
