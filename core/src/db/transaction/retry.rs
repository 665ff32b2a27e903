//! [`Db::transaction`]: runs a closure in a transaction, and retries it after a conflict with
//! another writer.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::db::Db;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::savepoint::call;
use crate::driver::limits::Isolation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The maximum pause before the second attempt; it doubles with each attempt, up to the sixth.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

impl Db {
    /// Runs the closure in a transaction, commits when it returns `Ok`, and returns its result;
    /// rolls back when it returns an error.
    ///
    /// After a conflict with another writer ([`ErrorKind::Busy`](crate::ErrorKind::Busy): a lock
    /// timeout, a deadlock, or a transaction that wrote the same rows first), everything is rolled
    /// back and the closure is retried, even if it handled the error, after a random pause, within
    /// the limits of [`Builder::retries`](crate::db::Builder::retries). So it should have no
    /// effects outside of the database.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// let name = String::from("rust");
    /// let tag = db
    ///     .transaction(async |tx| {
    ///         let tag = Tag::create(tx, TagCreate::new(name.clone())).await?;
    ///         tag.update(tx, TagUpdate { name: Set("Rust".into()) }).await
    ///     })
    ///     .await?;
    /// assert_eq!(tag.name, "Rust");
    /// # Ok(()) }
    /// ```
    ///
    /// The closure is written `async |tx| { .. }`, not `|tx| async move { .. }`, and without `move`:
    /// it may run again, so it borrows what it uses, and clones inside what an operation takes by
    /// value. To return another error type, use [`Db::try_transaction`]. [The
    /// guide](crate::guide::databases#transactions) has the words of the compiler for the mistakes.
    ///
    /// # Errors
    ///
    /// The error of the closure; [`ErrorKind::Aborted`](crate::ErrorKind::Aborted) when it returned
    /// `Ok` although an operation had failed in the database;
    /// [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) when the commit was not
    /// acknowledged.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future rolls back, unless the commit was sent, which then completes.
    pub fn transaction<'a, 'd, R, F>(&'d self, run: F) -> Operation<'d, R>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        'a: 'd,
    {
        Box::pin(with_retries(
            self,
            Isolation::Serializable,
            run,
            End::Commit,
        ))
    }

    /// Runs the closure as [`Db::transaction`] does, with another error type `X`.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Account { pub id: Id<Account>, pub cents: i64 }
    /// #[derive(Debug)]
    /// enum TransferError {
    ///     TooPoor,
    ///     Storage(Error),
    /// }
    ///
    /// impl From<Error> for TransferError {
    ///     fn from(error: Error) -> Self {
    ///         Self::Storage(error)
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Account]).await?;
    /// # let id = Account::create(&db, AccountCreate::new(5)).await?.id;
    /// let paid = db
    ///     .try_transaction(async |tx| {
    ///         let account = Account::get(tx, id).await?;
    ///         let rest = account.cents - 10;
    ///         let account = account.update(tx, AccountUpdate { cents: Set(rest) }).await?;
    ///         if account.cents < 0 { Err(TransferError::TooPoor) } else { Ok(account.cents) }
    ///     })
    ///     .await;
    /// assert!(matches!(paid, Err(TransferError::TooPoor)));
    /// assert_eq!(Account::get(&db, id).await?.cents, 5);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the closure; those of [`Db::transaction`], converted.
    ///
    /// # Cancel safety
    ///
    /// As for [`Db::transaction`].
    pub fn try_transaction<'a, 'd, R, X, F>(&'d self, run: F) -> Operation<'d, R, X>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        X: From<Error> + Send + 'a,
        'a: 'd,
    {
        Box::pin(with_retries(
            self,
            Isolation::Serializable,
            run,
            End::Commit,
        ))
    }
}

/// The end of a transaction whose closure returned `Ok`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Commit,
    #[cfg_attr(not(feature = "testing"), allow(dead_code, reason = "for tests"))]
    RollBack,
}

/// Runs the closure in a transaction, with retries.
// Not an `async fn`, whose future would not be declared `Send`.
#[allow(clippy::manual_async_fn)]
pub(crate) fn with_retries<'a, 'd, R, X, F>(
    db: &'d Db,
    isolation: Isolation,
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
            let (result, again) = once(db, isolation, &run, end).await;
            let pause = pause(attempt);
            if !again
                // A pause needs a timer.
                || Handle::try_current().is_err()
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

/// Runs the closure once; returns true after a conflict with another writer, when nothing was
/// written and a retry may succeed.
///
/// It does not matter how the closure handles the error: the transaction itself records conflicts.
async fn once<R, X, F>(db: &Db, isolation: Isolation, run: &F, end: End) -> (Result<R, X>, bool)
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Sync,
    R: Send,
    X: From<Error> + Send,
{
    let failed = |error: Error| {
        let again = error.is_retryable();
        (Err(X::from(error)), again)
    };
    let tx = match db.begin_with(isolation).await {
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
                // The closure ignored an error. Nothing was written.
                Err(error) if error.kind() == ErrorKind::Aborted => {
                    let again = shared.met().is_some_and(ErrorKind::is_retryable);
                    (Err(X::from(error)), again)
                }
                Err(error) => failed(error),
            }
        }
        Err(error) => {
            let again = tx.shared.met().is_some_and(ErrorKind::is_retryable);
            // The error of the closure is more useful than that of a failed rollback, after which
            // the connection is closed.
            let _ = tx.rollback().await;
            (Err(error), again)
        }
    }
}

/// Returns a random pause up to a bound that doubles ("full jitter"), so that the same writers do
/// not conflict again.
pub(crate) fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << attempt.min(6));
    let random = RandomState::new().build_hasher().finish();
    // Both are far below 2^64 nanoseconds.
    Duration::from_nanos(random % u64::try_from(longest.as_nanos()).unwrap_or(u64::MAX).max(1))
}
