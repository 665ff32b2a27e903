//! The whole closure again, when another writer was in the way.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use super::closure::AsyncFunc;
use super::savepoint::call;
use super::Tx;
use crate::db::Db;
use crate::error::Result;

/// The longest pause before the second attempt; it doubles with each one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

pub(super) fn transaction<'a, 'd, R, F>(db: &'d Db, run: F) -> impl Future<Output = Result<R>> + Send + 'd
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    'a: 'd,
{
    async move {
        let until = Instant::now() + db.limits().retry;
        let mut attempt = 1;
        loop {
            match once(db, &run).await {
                Err(error) if error.is_retryable() && attempt < db.limits().attempts => {
                    let pause = pause(attempt);
                    if Instant::now() + pause >= until {
                        return Err(error);
                    }
                    tokio::time::sleep(pause).await;
                    attempt += 1;
                }
                result => return result,
            }
        }
    }
}

async fn once<R, F>(db: &Db, run: &F) -> Result<R>
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Sync,
    R: Send,
{
    let tx = db.begin().await?;
    match call(run, &tx).await {
        Ok(value) => {
            tx.commit().await?;
            Ok(value)
        }
        Err(error) => {
            // The closure's error says more than a failed rollback, which the end of the connection makes up for.
            let _ = tx.rollback().await;
            Err(error)
        }
    }
}

/// A random pause up to a bound that doubles ("full jitter"), so that writers that met do not meet again.
fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << attempt.min(8));
    let random = RandomState::new().build_hasher().finish();
    // Both are far below 2^64 nanoseconds.
    Duration::from_nanos(random % u64::try_from(longest.as_nanos()).unwrap_or(u64::MAX).max(1))
}
