//! An error of a statement, and how far it reaches.

use crate::error::Error;
use crate::error::kind::ErrorKind;

/// An error, and its scope.
#[derive(Debug)]
pub(in crate::driver) struct Fault {
    pub(in crate::driver) error: Error,
    pub(in crate::driver) scope: FaultScope,
}

/// The part that an error makes unusable. Each scope includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::driver) enum FaultScope {
    /// The statement had no effect. A transaction around it can go on as far as the database
    /// permits.
    Statement,
    /// The server has rolled the whole transaction back.
    Transaction,
    /// The server takes no more writes, so every connection to it is useless. The statement had no
    /// effect.
    Server,
    /// No answer came, or one that does not tell whether the statement took effect.
    Lost,
}

impl Fault {
    pub(in crate::driver) fn new(scope: FaultScope, error: Error) -> Self {
        Self { error, scope }
    }

    /// Wraps an error that was found while a connection was opened. When the server is unavailable,
    /// the next host of the URL can be tried.
    pub(in crate::driver) fn of_connect(error: Error) -> Self {
        let scope = if error.kind() == ErrorKind::Unavailable {
            FaultScope::Server
        } else {
            FaultScope::Statement
        };
        Self::new(scope, error)
    }

    /// Returns the fault of an answer that did not arrive within the limit.
    pub(super) fn too_long() -> Self {
        Self::new(
            FaultScope::Lost,
            Error::new(
                ErrorKind::Timeout,
                "the database did not answer within the time limit; request fewer rows, add an index, or raise the limit",
            ),
        )
    }

    /// Returns the error of a statement that commits by itself: unknown outcome where no answer
    /// came.
    pub(super) fn of_commit(self) -> Error {
        if self.scope == FaultScope::Lost {
            self.error.into_unknown()
        } else {
            self.error
        }
    }
}
