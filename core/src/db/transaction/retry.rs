//! The whole closure again, when another writer was in the way.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::db::Db;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::savepoint::call;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The longest pause before the second attempt; it doubles with each one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

pub(crate) fn transaction<'a, 'd, R, X, F>(
    db: &'d Db,
    run: F,
) -> impl Future<Output = Result<R, X>> + Send + 'd
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    X: From<Error> + Send + 'a,
    'a: 'd,
{
    repeated(db, run, End::Commit)
}

/// Runs the closure, again where another writer was in the way, and rolls back whatever it returns.
#[cfg(feature = "testing")]
pub(crate) fn undone<'a, 'd, R, F>(db: &'d Db, run: F) -> crate::db::operation::Operation<'d, R>
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    'a: 'd,
{
    Box::pin(repeated(db, run, End::RollBack))
}

/// What becomes of a transaction whose closure was content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Commit,
    #[cfg_attr(not(feature = "testing"), allow(dead_code, reason = "for tests"))]
    RollBack,
}

// Not an `async fn`: its future would not say that it is `Send`.
#[allow(clippy::manual_async_fn)]
fn repeated<'a, 'd, R, X, F>(
    db: &'d Db,
    run: F,
    end: End,
) -> impl Future<Output = Result<R, X>> + Send + 'd
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    X: From<Error> + Send + 'a,
    'a: 'd,
{
    async move {
        let start = Instant::now();
        let mut attempt = 1;
        loop {
            let (result, again) = once(db, &run, end).await;
            let pause = pause(attempt);
            if !again
                || attempt >= db.limits().attempts
                || start.elapsed() + pause >= db.limits().retry
            {
                return result;
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

/// Runs the closure once; true when another writer was in the way, so that nothing was written and the next time may be better.
///
/// What the closure makes of the error does not matter: the transaction itself knows what it met.
async fn once<R, X, F>(db: &Db, run: &F, end: End) -> (Result<R, X>, bool)
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Sync,
    R: Send,
    X: From<Error> + Send,
{
    let failed = |error: Error| {
        let again = error.is_retryable();
        (Err(X::from(error)), again)
    };
    let tx = match db.begin().await {
        Ok(tx) => tx,
        Err(error) => return failed(error),
    };
    match call(run, &tx).await {
        Ok(value) if end == End::RollBack => {
            let _ = tx.rollback().await;
            (Ok(value), false)
        }
        Ok(value) => {
            let shared = Arc::clone(&tx.shared);
            match tx.commit().await {
                Ok(()) => (Ok(value), false),
                // The closure did not mind what it met. Nothing was written.
                Err(error) if error.kind() == ErrorKind::Aborted => {
                    let again = shared.met().is_some_and(ErrorKind::is_retryable);
                    (Err(X::from(error)), again)
                }
                Err(error) => failed(error),
            }
        }
        Err(error) => {
            let again = tx.shared.met().is_some_and(ErrorKind::is_retryable);
            // The closure's error says more than a failed rollback, which the end of the connection makes up for.
            let _ = tx.rollback().await;
            (Err(error), again)
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
