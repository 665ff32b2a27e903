//! [`Executor`]: the handle that every operation takes; and [`Connection`], which runs its calls.

use std::any::Any;
use std::fmt;

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::transaction::Tx;
use crate::driver::seam::{BoxFuture, Call, ExecResult, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;
use crate::stmt::select::Select;

/// A handle that runs operations: a [`Db`](crate::Db), which commits each operation on its own, a
/// [`Tx`](crate::Tx), or a [`Replica`](crate::db::Replica).
///
/// A [`Connection`] cannot be made outside of this crate, so another implementation can only
/// delegate to one of these.
#[diagnostic::on_unimplemented(
    message = "an operation runs on a `Db` or in a `Tx`",
    label = "expected `&Db` or `&Tx`"
)]
pub trait Executor: Send + Sync {
    /// Returns the connection that runs the statements.
    fn connection(&self) -> Connection<'_>;
}

/// A reference to a database or a transaction that runs the statements of operations.
#[derive(Clone, Copy)]
pub struct Connection<'a>(pub(crate) &'a dyn Backend);

impl<'a> Connection<'a> {
    pub(crate) fn run(self, call: Call) -> BoxFuture<'a, ExecResult> {
        self.0.run(call)
    }

    /// Runs a call that only reads, and whose result no write depends on: a replica may answer.
    pub(crate) fn read(self, call: Call) -> BoxFuture<'a, ExecResult> {
        self.0.read(call)
    }

    /// Returns the connection whose reads go to the primary.
    pub(crate) fn primary(self) -> Self {
        Connection(self.0.primary())
    }

    /// Returns the connection that reads the rows of a query: a replica has no rows to lock.
    pub(crate) fn reading(self, select: &Select) -> Self {
        if select.lock.is_some() {
            self.primary()
        } else {
            self
        }
    }

    pub(crate) fn dialect(self) -> &'static Dialect {
        self.0.dialect()
    }

    pub(crate) fn passwords(self) -> &'a Hashing {
        self.0.passwords()
    }

    pub(crate) fn tx_scope(self) -> TxScope<'a> {
        self.0.tx_scope()
    }

    /// Returns the key that signs cursors.
    pub(crate) fn cursors(self) -> &'a CursorKey {
        self.0.cursors()
    }
}

impl fmt::Debug for Connection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// Runs calls: the object-safe trait behind [`Connection`].
pub(crate) trait Backend: Send + Sync {
    /// Runs a call on the primary.
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult>;

    /// Runs a call that only reads, and whose result no write depends on.
    fn read(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        self.run(call)
    }

    /// Returns the connection whose reads go to the primary.
    fn primary(&self) -> &dyn Backend;
    fn dialect(&self) -> &'static Dialect;
    fn passwords(&self) -> &Hashing;
    fn cursors(&self) -> &CursorKey;
    fn tx_scope(&self) -> TxScope<'_>;
}

/// The scope in which several statements are atomic.
pub(crate) enum TxScope<'a> {
    /// A new transaction.
    Db(&'a Db),
    /// A savepoint of the current transaction.
    Tx(&'a Tx),
}

impl ExecResult {
    /// Returns the sink of the call.
    pub(crate) fn into<S: Sink>(self) -> Result<S> {
        let sink: Box<dyn Any> = self.sink;
        sink.downcast::<S>().map(|sink| *sink).map_err(|_| {
            Error::new(
                ErrorKind::Internal,
                "a driver returned another sink than that of the call",
            )
        })
    }
}
