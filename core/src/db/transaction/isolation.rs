//! [`Transactions`]: transactions of a chosen isolation level.

use std::fmt;

use crate::db::Db;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::retry::{End, with_retries};
use crate::driver::limits::Isolation;
use crate::error::{Error, Result};

impl Db {
    /// Returns what starts transactions of this isolation level: [`Isolation::Serializable`] is that
    /// of [`Db::transaction`] and [`Db::begin`]; [`Isolation::ReadCommitted`] is for short
    /// transactions that lock each row on which they depend, such as the workers of a queue.
    ///
    /// The guide on [databases](crate::guide::databases#isolation) has such a worker.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// use fivefold::db::Isolation;
    ///
    /// # #[model] #[derive(Debug)] pub struct Job { pub id: Id<Job>, #[field(unique)] pub name: String, #[field(default = false)] pub is_done: bool }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Job]).await?;
    /// # Job::create(&db, JobCreate::new("mail")).await?;
    /// let job = db
    ///     .isolation(Isolation::ReadCommitted)
    ///     .transaction(async |tx| {
    ///         let mail = Job::find_by(tx, Job::NAME, "mail").await?;
    ///         let Some(job) = mail else { return Ok(None) };
    ///         job.update(tx, Job::IS_DONE.set(true)).await.map(Some)
    ///     })
    ///     .await?;
    /// assert!(job.is_some_and(|job| job.is_done));
    /// # Ok(()) }
    /// ```
    pub fn isolation(&self, isolation: Isolation) -> Transactions<'_> {
        Transactions {
            db: self,
            isolation,
        }
    }
}

/// Starts transactions of one isolation level; returned by [`Db::isolation`].
#[derive(Clone, Copy)]
#[must_use = "no transaction is started until `transaction` or `begin` is called"]
pub struct Transactions<'d> {
    db: &'d Db,
    isolation: Isolation,
}

impl<'d> Transactions<'d> {
    /// Starts a transaction as [`Db::begin`] does, and returns it.
    ///
    /// # Errors
    ///
    /// As for [`Db::begin`].
    pub async fn begin(self) -> Result<Tx> {
        self.db.begin_with(self.isolation).await
    }

    /// Runs the closure in a transaction as [`Db::transaction`] does, with its retries.
    ///
    /// # Errors
    ///
    /// As for [`Db::transaction`].
    pub fn transaction<'a, R, F>(self, run: F) -> Operation<'d, R>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        'a: 'd,
    {
        Box::pin(with_retries(self.db, self.isolation, run, End::Commit))
    }

    /// Runs the closure in a transaction as [`Db::try_transaction`] does, with another error type
    /// `X`.
    ///
    /// # Errors
    ///
    /// As for [`Db::try_transaction`].
    pub fn try_transaction<'a, R, X, F>(self, run: F) -> Operation<'d, R, X>
    where
        F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        X: From<Error> + Send + 'a,
        'a: 'd,
    {
        Box::pin(with_retries(self.db, self.isolation, run, End::Commit))
    }
}

impl fmt::Debug for Transactions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transactions")
            .field("isolation", &self.isolation)
            .finish_non_exhaustive()
    }
}
