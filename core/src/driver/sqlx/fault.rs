//! What went wrong with a statement, and how far it reaches.

use crate::error::Error;
use crate::error::kind::ErrorKind;

/// An error, and what can still be used after it.
#[derive(Debug)]
pub(in crate::driver) struct Fault {
    pub(in crate::driver) error: Error,
    pub(in crate::driver) scope: FaultScope,
}

/// How far an error reaches. Each one includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::driver) enum FaultScope {
    /// The statement did nothing; a transaction around it may go on as far as the database lets it.
    Statement,
    /// The server has rolled the whole transaction back.
    Transaction,
    /// The server does not write any more: this connection and its like are of no use. The statement did nothing.
    Server,
    /// No answer came, or one that says nothing about the statement: it may have happened.
    Lost,
}

impl Fault {
    pub(in crate::driver) fn new(scope: FaultScope, error: Error) -> Self {
        Self { error, scope }
    }

    /// What was found wrong with a server while a connection was opened: one that cannot be used now may have a neighbour that can.
    pub(in crate::driver) fn of_connect(error: Error) -> Self {
        let scope = if error.kind() == ErrorKind::Unavailable {
            FaultScope::Server
        } else {
            FaultScope::Statement
        };
        Self::new(scope, error)
    }

    /// The answer did not come within the limit.
    pub(super) fn too_long() -> Self {
        Self::new(
            FaultScope::Lost,
            Error::new(
                ErrorKind::Timeout,
                "the database did not answer within the limit of time; ask for fewer rows, add an index, or raise the limit",
            ),
        )
    }

    /// What the caller is told of a statement that would have been committed when it was done.
    pub(super) fn of_commit(self) -> Error {
        if self.scope == FaultScope::Lost {
            self.error.into_unknown()
        } else {
            self.error
        }
    }
}

pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "the database was closed; open it again with `Db::connect`",
    )
}
