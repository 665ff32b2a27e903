//! Savepoints: a part of a transaction that can be undone on its own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::state::Shared;
use crate::error::{Error, Result};

// Not an `async fn`: its future would not say that it is `Send`.
#[allow(clippy::manual_async_fn)]
pub(crate) fn savepoint<'a, 'd, R, X, F>(
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
                open.undo().await?;
                Err(error)
            }
        }
    }
}

/// Calls the closure. A function with a named lifetime: inline, the compiler finds `Send` "not general enough".
pub(crate) fn call<'t, R, F>(run: &'t F, tx: &'t Tx) -> Pin<Box<dyn Future<Output = R> + Send + 't>>
where
    F: AsyncFunc<&'t Tx, R, Fut: Send> + Sync,
    R: 't,
{
    Box::pin(run(tx))
}

/// An open savepoint. Dropped before it ended, by a cancelled future or a panic, it is given up.
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
