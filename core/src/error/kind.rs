//! One kind for each way in which a caller can act.

use std::fmt;

/// The kind of an error: one for each way in which a caller can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No row has this key. Nothing was written.
    NotFound,
    /// More than one row meets the conditions where there should be one. Nothing was written.
    MultipleRows,
    /// A unique column, or a unique group of columns, already holds this value in another row.
    /// Nothing was written.
    Conflict,
    /// A foreign key references no row, or a row to delete is still referenced. Nothing was
    /// written.
    ForeignKey,
    /// A CHECK or NOT NULL of the table rejected a value that the rules of the model accept.
    /// Nothing was written.
    Check,
    /// The row was changed since it was read. Nothing was written; reload it and retry.
    Stale,
    /// The input breaks a rule, or a value cannot be stored. Nothing was sent to the database.
    Validation,
    /// A hook of the application rejected the write. Nothing was written.
    Refused,
    /// A password or a token was not accepted, and no reason is given.
    Unauthenticated,
    /// A conflict with another writer lasted longer than the limit. Nothing was written; the call
    /// may be retried.
    Busy,
    /// A timeout elapsed. Nothing was written.
    Timeout,
    /// The database cannot be reached or opened.
    Unavailable,
    /// A commit was sent and not acknowledged: the rows may be stored or not. Check before you
    /// retry. A server may still be executing it until the statement timeout has elapsed, so only
    /// after that is it certain that rows are not stored.
    OutcomeUnknown,
    /// The transaction failed before; it accepts no more statements and cannot commit.
    Aborted,
    /// The database does not support the operation.
    Unsupported,
    /// The input of an API caller cannot be used: a limit above the maximum, a forged cursor, a
    /// query string with an unknown name. Nothing was sent to the database; answer with a 4xx
    /// status.
    InvalidInput,
    /// The application called the SDK in a way that cannot work: a URL that cannot be parsed,
    /// columns that are not unique together, an update without a condition. Correct the code or its
    /// configuration.
    Misuse,
    /// A bug in the SDK or the database.
    Internal,
}

impl ErrorKind {
    /// Returns true when the same call may succeed if it is made again.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Busy)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "not found",
            Self::MultipleRows => "multiple rows",
            Self::Conflict => "conflict",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Stale => "stale version",
            Self::Validation => "validation",
            Self::Refused => "refused",
            Self::Unauthenticated => "unauthenticated",
            Self::Busy => "busy",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::OutcomeUnknown => "outcome unknown",
            Self::Aborted => "aborted",
            Self::Unsupported => "unsupported",
            Self::InvalidInput => "invalid input",
            Self::Misuse => "misuse",
            Self::Internal => "internal",
        })
    }
}
