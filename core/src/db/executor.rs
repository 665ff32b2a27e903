//! [`Executor`]: where an operation runs, `&db` or `tx`; and the sinks that operations collect rows in.

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

/// Where an operation runs: a [`Db`](crate::Db), where it is committed on its own, or a [`Tx`](crate::Tx).
///
/// Its [`Connection`] cannot be made outside of this crate, so an implementation of your own can only pass on that of one of the two.
#[diagnostic::on_unimplemented(
    message = "an operation runs on a `Db` or in a `Tx`",
    label = "expected `&Db` or `&Tx`"
)]
pub trait Executor: Send + Sync {
    /// Returns what runs the statements.
    fn connection(&self) -> Connection<'_>;
}

/// Runs the statements of operations.
#[derive(Clone, Copy)]
pub struct Connection<'a>(pub(crate) &'a dyn Backend);

impl<'a> Connection<'a> {
    pub(crate) fn run(self, call: Call) -> BoxFuture<'a, ExecResult> {
        self.0.run(call)
    }

    /// Runs a call that only reads, and from which nothing follows for a write: a replica may answer.
    pub(crate) fn read(self, call: Call) -> BoxFuture<'a, ExecResult> {
        self.0.read(call)
    }

    /// The same place, where reads are of the newest rows as well.
    pub(crate) fn primary(self) -> Self {
        Connection(self.0.primary())
    }

    pub(crate) fn dialect(self) -> &'static Dialect {
        self.0.dialect()
    }

    pub(crate) fn hashing(self) -> &'a Hashing {
        self.0.hashing()
    }

    pub(crate) fn unit(self) -> TxScope<'a> {
        self.0.unit()
    }

    /// What cursors are signed with.
    pub(crate) fn cursors(self) -> &'a CursorKey {
        self.0.cursors()
    }
}

impl fmt::Debug for Connection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// Runs calls: what the engine sees of a handle or a transaction.
pub(crate) trait Backend: Send + Sync {
    /// Runs a call where the newest rows are.
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult>;

    /// Runs a call that only reads, and from which nothing follows for a write.
    fn read(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        self.run(call)
    }

    /// The same place, where reads are of the newest rows as well.
    fn primary(&self) -> &dyn Backend;
    fn dialect(&self) -> &'static Dialect;
    fn hashing(&self) -> &Hashing;
    fn cursors(&self) -> &CursorKey;
    fn unit(&self) -> TxScope<'_>;
}

/// What several statements run in, so that they happen together.
pub(crate) enum TxScope<'a> {
    /// A transaction of their own.
    Db(&'a Db),
    /// A part of the one that there is.
    Tx(&'a Tx),
}

impl ExecResult {
    /// Returns the sink that the call was given.
    pub(crate) fn into<S: Sink>(self) -> Result<S> {
        let sink: Box<dyn Any> = self.sink;
        sink.downcast::<S>().map(|sink| *sink).map_err(|_| {
            Error::new(
                ErrorKind::Internal,
                "a driver gave another sink back than it was given",
            )
        })
    }
}
