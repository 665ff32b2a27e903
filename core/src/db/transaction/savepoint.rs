//! Savepoints: a part of a transaction that can be rolled back on its own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::state::Shared;
use crate::error::{Error, Result};

impl Tx {
    /// Runs the closure in a savepoint, and returns its result: when it returns an error, its
    /// writes are rolled back and the transaction continues.
    ///
    /// Savepoints nest. While one is open, only its own handle accepts operations.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, #[field(unique)] pub name: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Tag]).await?;
    /// db.transaction(async |tx| {
    ///     Tag::create(tx, TagCreate::new("rust")).await?;
    ///     let again = tx.savepoint(async |tx| Tag::create(tx, TagCreate::new("rust")).await).await;
    ///     assert_eq!(again.unwrap_err().kind(), ErrorKind::Conflict);
    ///     Ok(())
    /// })
    /// .await?;
    /// assert_eq!(Tag::count(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the closure, and those of the connection.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future between two statements rolls back the writes of the closure before the
    /// transaction continues; dropping it while a statement runs ends the whole transaction, which
    /// then returns [`ErrorKind::Aborted`](crate::ErrorKind::Aborted).
    pub fn savepoint<'a, 'd, R, F>(&'d self, run: F) -> Operation<'d, R>
    where
        F: for<'t> AsyncFunc<&'t Self, Result<R>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        'a: 'd,
    {
        Box::pin(savepoint(self, run))
    }

    /// Runs the closure as [`Tx::savepoint`] does, with another error type `X`.
    ///
    /// # Errors
    ///
    /// The error of the closure, and those of the connection, converted.
    ///
    /// # Cancel safety
    ///
    /// As for [`Tx::savepoint`].
    pub fn try_savepoint<'a, 'd, R, X, F>(&'d self, run: F) -> Operation<'d, R, X>
    where
        F: for<'t> AsyncFunc<&'t Self, Result<R, X>, Fut: Send> + Send + Sync + 'a,
        R: Send + 'a,
        X: From<Error> + Send + 'a,
        'a: 'd,
    {
        Box::pin(savepoint(self, run))
    }
}

// Not an `async fn`, whose future would not be declared `Send`.
#[allow(clippy::manual_async_fn)]
fn savepoint<'a, 'd, R, X, F>(
    outer: &'d Tx,
    run: F,
) -> impl Future<Output = Result<R, X>> + Send + 'd
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R, X>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    X: From<Error> + Send + 'a,
    'a: 'd,
{
    async move {
        let open = Open::new(outer).await?;
        match call(&run, &open.tx).await {
            Ok(value) => {
                open.release().await?;
                Ok(value)
            }
            Err(error) => {
                // Where the transaction is over, every later call says so, and this error says why.
                let _ = open.undo().await;
                Err(error)
            }
        }
    }
}

/// Calls the closure. A function with a named lifetime: inline, the compiler reports that `Send` is
/// "not general enough".
pub(crate) fn call<'t, R, F>(run: &'t F, tx: &'t Tx) -> Pin<Box<dyn Future<Output = R> + Send + 't>>
where
    F: AsyncFunc<&'t Tx, R, Fut: Send> + Sync,
    R: 't,
{
    Box::pin(run(tx))
}

/// An open savepoint. If it is dropped before it ended, by a cancelled future or a panic, it is
/// rolled back later.
struct Open {
    tx: Tx,
    ended: bool,
}

impl Open {
    async fn new(outer: &Tx) -> Result<Self> {
        let shared = Arc::clone(&outer.shared);
        let depth = shared.open(outer.depth).await?;
        Ok(Self {
            tx: Tx { shared, depth },
            ended: false,
        })
    }

    async fn release(mut self) -> Result<()> {
        self.shared().release(self.tx.depth).await?;
        self.ended = true;
        Ok(())
    }

    async fn undo(mut self) -> Result<()> {
        self.ended = true;
        self.shared().give_up(self.tx.depth);
        self.shared().undo().await
    }

    fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.tx.shared)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended {
            self.tx.shared.give_up(self.tx.depth);
        }
    }
}
