//! What can be wrong with a database, in the same words for each of them.

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;

/// A condition that no field of a model is to blame for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::driver) enum Failure {
    SerializationFailure,
    LockTimeout,
    StatementTimeout,
    IdleTransactionTimeout,
    DiskFull,
    OutOfMemory,
    TooManyConnections,
    LoginRefused,
    UnknownDatabase,
    PermissionDenied,
    ReadOnly,
    ConnectionClosed,
    NotReady,
    TooLarge,
    MissingTable,
    MissingColumn,
    TableChanged,
    UnknownStatement,
    TooManyStatements,
    TransactionAborted,
    TypeMismatch,
    OtherConstraint,
    Duplicate,
    IndexEntryTooLarge,
    TriggerRefused,
    KeysExhausted,
    Unknown,
}

impl Failure {
    pub(in crate::driver) fn error(self, table: Option<&'static Table>) -> Error {
        let model = table.map_or("the model", Table::model);
        let (kind, message) = match self {
            Self::SerializationFailure => (
                ErrorKind::Busy,
                "another transaction wrote the same rows first; try again",
            ),
            Self::LockTimeout => (
                ErrorKind::Busy,
                "another writer held a row or a table for longer than the limit; try again",
            ),
            Self::StatementTimeout => (
                ErrorKind::Timeout,
                "the statement was stopped after its limit of time; ask for fewer rows, add an index, or raise the limit",
            ),
            Self::IdleTransactionTimeout => (
                ErrorKind::Timeout,
                "the server ended a transaction that lay idle for too long; keep it short, or raise the limit",
            ),
            Self::DiskFull => (
                ErrorKind::Unavailable,
                "the server's disk is full and nothing was written; make room on it",
            ),
            Self::OutOfMemory => (
                ErrorKind::Unavailable,
                "the server has not enough memory for the statement; ask for fewer rows",
            ),
            Self::TooManyConnections => (
                ErrorKind::Unavailable,
                "the server takes no more connections; lower `connections` in the programs that use it, or raise the server's limit",
            ),
            Self::LoginRefused => (
                ErrorKind::Unavailable,
                "the server refused the login; check user and password in the URL",
            ),
            Self::UnknownDatabase => (
                ErrorKind::Unavailable,
                "the server has no database of this name; create it, or check the URL",
            ),
            Self::PermissionDenied => (
                ErrorKind::Unsupported,
                "the user of the URL may not do this; grant it the right",
            ),
            Self::ReadOnly => (
                ErrorKind::Unavailable,
                "the server only reads and nothing was written; try again once another one has taken over",
            ),
            Self::ConnectionClosed => (
                ErrorKind::Unavailable,
                "the server ended the connection; try again, and look at the server if it goes on",
            ),
            Self::NotReady => (
                ErrorKind::Busy,
                "this node of the cluster takes no statements now and nothing was written; try again",
            ),
            Self::TooLarge => (
                ErrorKind::InvalidInput,
                "a value or the statement is larger than the server takes; send less at once",
            ),
            Self::MissingTable => {
                let message = format!(
                    "the table of `{model}` is not in the database; run the migrations, or `create_all` in a test or first run"
                );
                return Error::new(ErrorKind::Internal, message);
            }
            Self::MissingColumn => {
                let message = format!(
                    "the table of `{model}` lacks a column of the model; compare the two, and run the migrations"
                );
                return Error::new(ErrorKind::Internal, message);
            }
            Self::TableChanged => (
                ErrorKind::Unavailable,
                "the table was changed while the program ran and nothing was done; try again",
            ),
            Self::UnknownStatement => (
                ErrorKind::Unavailable,
                "the server forgot a prepared statement and nothing was done; if a pooler is in between, let it keep prepared statements",
            ),
            Self::TooManyStatements => (
                ErrorKind::Unavailable,
                "the server keeps no more prepared statements and nothing was done; lower `connections` in the programs that use it, or raise the server's limit",
            ),
            Self::TransactionAborted => (
                ErrorKind::Aborted,
                "an earlier error ended the transaction and nothing of it was written; run it again from the start",
            ),
            Self::TypeMismatch => (
                ErrorKind::Check,
                "a value does not fit the type of its column; compare the table with the model",
            ),
            Self::OtherConstraint => (
                ErrorKind::Check,
                "the row breaks a constraint of its table; `raw()` says which",
            ),
            Self::Duplicate => (
                ErrorKind::Conflict,
                "another row already has these values; choose others",
            ),
            Self::IndexEntryTooLarge => (
                ErrorKind::Check,
                "a value is longer than the database can index; give its field a `len(..)` that fits",
            ),
            Self::TriggerRefused => (
                ErrorKind::Check,
                "a trigger of the database refused the write; `raw()` says why",
            ),
            Self::KeysExhausted => (
                ErrorKind::Unavailable,
                "the database has no more keys for new rows; give the key a larger type",
            ),
            Self::Unknown => (
                ErrorKind::Internal,
                "the database refused the statement; `raw()` says why",
            ),
        };
        Error::new(kind, message)
    }
}
