//! Failures that no field of a model causes, with one message for every driver.

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;

/// A failure that no field of a model causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::driver) enum Failure {
    WriteConflict,
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
    NotSupported,
    StatementExists,
    UnknownStatement,
    TooManyStatements,
    TransactionAborted,
    TransactionEnded,
    TypeMismatch,
    OutOfRange,
    OtherConstraint,
    ForeignKey,
    Duplicate,
    IndexEntryTooLarge,
    TriggerRefused,
    KeysExhausted,
    Unknown,
    Closed,
    NoFreeConnection,
    CloseTimeout,
    ReturnedConnection,
    Encode,
}

impl Failure {
    pub(in crate::driver) fn error(self, table: Option<&'static Table>) -> Error {
        let (kind, message) = match self {
            Self::WriteConflict => (
                ErrorKind::Busy,
                "another transaction wrote the same rows first; try again",
            ),
            Self::LockTimeout => (
                ErrorKind::Busy,
                "another writer held a row or a table for longer than the limit; try again",
            ),
            Self::StatementTimeout => (
                ErrorKind::Timeout,
                "the statement was stopped after its time limit; request fewer rows, add an index, or raise the limit",
            ),
            Self::IdleTransactionTimeout => (
                ErrorKind::Timeout,
                "the server ended a transaction that was idle for too long; keep it short, or raise the limit",
            ),
            Self::DiskFull => (
                ErrorKind::Unavailable,
                "the server's disk is full and nothing was written; free some space",
            ),
            Self::OutOfMemory => (
                ErrorKind::Unavailable,
                "the server does not have enough memory for the statement; request fewer rows",
            ),
            Self::TooManyConnections => (
                ErrorKind::Unavailable,
                "the server accepts no more connections; lower `connections` in the applications that use it, or raise the server's limit",
            ),
            Self::LoginRefused => (
                ErrorKind::Unavailable,
                "the server refused the login; check the user and the password in the URL",
            ),
            Self::UnknownDatabase => (
                ErrorKind::Unavailable,
                "the server has no database of this name; create it, or check the URL",
            ),
            Self::PermissionDenied => (
                ErrorKind::Unsupported,
                "the database user lacks a privilege; grant it",
            ),
            Self::ReadOnly => (
                ErrorKind::Unavailable,
                "the server is read-only and nothing was written; try again after a failover",
            ),
            Self::ConnectionClosed => (
                ErrorKind::Unavailable,
                "the server ended the connection; try again, and check the server if it persists",
            ),
            Self::NotReady => (
                ErrorKind::Busy,
                "this node of the cluster accepts no statements now and nothing was written; try again",
            ),
            Self::TooLarge => (
                ErrorKind::InvalidInput,
                "a value or the statement is larger than the server accepts; send less at once",
            ),
            Self::MissingTable => {
                return Error::new(ErrorKind::Internal, missing_table(table.map(Table::model)));
            }
            Self::MissingColumn => {
                return Error::new(ErrorKind::Internal, missing_column(table.map(Table::model)));
            }
            Self::TableChanged => (
                ErrorKind::Unavailable,
                "the table was changed while the application ran and nothing was written; try again",
            ),
            Self::NotSupported => (
                ErrorKind::Unsupported,
                "the database does not support this statement; see `raw()`",
            ),
            Self::StatementExists => (
                ErrorKind::Unsupported,
                "a prepared statement of another client was in the way and nothing was written; the application's pool goes through a pooler that assigns another session to each transaction: use `Db::connect`, which works there, or enable the pooler's support for prepared statements",
            ),
            Self::UnknownStatement => (
                ErrorKind::Unavailable,
                "the server does not know a prepared statement and nothing was written; if a pooler is in between, enable its support for prepared statements",
            ),
            Self::TooManyStatements => (
                ErrorKind::Unavailable,
                "the server holds no more prepared statements and nothing was written; lower `connections` in the applications that use it, or raise the server's limit",
            ),
            Self::TransactionAborted => (
                ErrorKind::Aborted,
                "an earlier error ended the transaction and nothing of it was written; run it again from the start",
            ),
            Self::TransactionEnded => (
                ErrorKind::Aborted,
                "a statement of raw SQL ended the transaction, and may have committed what was written before it; run it outside of the transaction",
            ),
            Self::TypeMismatch => (
                ErrorKind::Check,
                "a value does not fit the type of its column; compare the table with the model",
            ),
            Self::OutOfRange => return Error::out_of_range(),
            Self::OtherConstraint => (
                ErrorKind::Check,
                "the row violates a constraint of its table; see `raw()`",
            ),
            Self::ForeignKey => (
                ErrorKind::ForeignKey,
                "a foreign key references no row, or a row is still referenced; write the referenced row first, and delete it last",
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
                "a trigger of the database refused the write; see `raw()`",
            ),
            Self::KeysExhausted => (
                ErrorKind::Unavailable,
                "the database has no keys left for new rows; give the key a larger type",
            ),
            Self::Unknown => (
                ErrorKind::Internal,
                "the database refused the statement; see `raw()`",
            ),
            Self::Closed => (
                ErrorKind::Unavailable,
                "the database was closed; open it again with `Db::connect`",
            ),
            Self::NoFreeConnection => (
                ErrorKind::Timeout,
                "no connection became free in time; keep transactions short, and inside of one pass `tx` instead of `&db`",
            ),
            Self::CloseTimeout => (
                ErrorKind::Timeout,
                "a transaction or a statement did not end in time; end it, then call `close` again",
            ),
            Self::ReturnedConnection => (
                ErrorKind::Internal,
                "a connection was used after it was returned to the pool; report it to the developers of `fivefold`",
            ),
            Self::Encode => (
                ErrorKind::Internal,
                "a value could not be encoded; see `raw()`",
            ),
        };
        Error::new(kind, message)
    }
}

/// Returns the message about a table that the database does not have: that of a model, or one that
/// raw SQL names.
pub(in crate::driver) fn missing_table(model: Option<&str>) -> String {
    match model {
        Some(model) => format!(
            "the table of `{model}` is missing from the database; run the migrations, or `create_all` in a test or first run"
        ),
        None => "the statement names a table that the database does not have; check the name, and run the migrations".to_owned(),
    }
}

/// Returns the message about a column that the table does not have: that of a model, or one that raw
/// SQL names.
pub(in crate::driver) fn missing_column(model: Option<&str>) -> String {
    match model {
        Some(model) => format!(
            "the table of `{model}` lacks a column that the statement names; compare the table with the model, and the names in raw conditions"
        ),
        None => "the statement names a column that its tables do not have; check the name, and run the migrations".to_owned(),
    }
}
