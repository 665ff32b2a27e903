//! BEGIN, COMMIT, ROLLBACK and savepoints. Each checks afterwards what SQLite did to the
//! transaction.

use crate::driver::failure::Failure;
use crate::driver::sqlite::busy_timeout::BusyTimeout;
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::classify::{is_busy, is_io, outcome_unknown};
use crate::driver::sqlite::connection::Connection;
use crate::error::Error;
use crate::error::kind::ErrorKind;

/// Runs work in a transaction of its own.
pub(super) fn in_transaction(
    connection: &Connection,
    work: impl FnOnce() -> Result<u64, CallError>,
) -> Result<u64, CallError> {
    begin(connection)?;
    connection.timed();
    match work() {
        Ok(written) => commit(connection)
            .map(|()| written)
            .map_err(CallError::Final),
        Err(failure) => {
            rollback(connection);
            // Rows may have been passed to the sink, so the same call cannot run again.
            Err(CallError::Final(failure.into_error()))
        }
    }
}

/// Runs work in a savepoint of the open transaction.
pub(super) fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, CallError>,
) -> Result<T, CallError> {
    connection
        .control("SAVEPOINT fivefold_statement")
        .map_err(CallError::of)?;
    connection.timed();
    let done = work();
    if !connection.in_transaction() {
        return done.and_then(|_| Err(CallError::Final(Failure::TransactionAborted.error(None))));
    }
    if done.is_err() {
        connection
            .control("ROLLBACK TO fivefold_statement")
            .map_err(CallError::of)?;
    }
    connection
        .control("RELEASE fivefold_statement")
        .map_err(CallError::of)?;
    done
}

/// Starts a transaction with the write lock, so that it cannot conflict with another writer later.
pub(super) fn begin(connection: &Connection) -> Result<(), CallError> {
    connection.check_file().map_err(CallError::Final)?;
    connection.control("BEGIN IMMEDIATE").map_err(CallError::of)
}

/// Commits. After `Ok` the rows are written; after an error they are not, except after
/// [`ErrorKind::OutcomeUnknown`].
pub(super) fn commit(connection: &Connection) -> Result<(), Error> {
    if !connection.in_transaction() {
        return Err(Failure::TransactionAborted.error(None));
    }
    let Err(mut error) = connection.control("COMMIT") else {
        return committed(connection);
    };
    // With a WAL file and the write lock no other connection can be in the way. The wait is for
    // cases that are not foreseen.
    let busy_timeout = BusyTimeout::new(connection.lock());
    let mut attempt = 0;
    while is_busy(&error) && connection.in_transaction() && busy_timeout.wait(attempt) {
        match connection.control("COMMIT") {
            Ok(()) => return committed(connection),
            Err(next) => error = next,
        }
        attempt += 1;
    }
    let undone = connection.in_transaction();
    rollback(connection);
    // A transaction that is still open was not committed.
    Err(if is_io(&error) && !undone {
        outcome_unknown(error)
    } else {
        CallError::of(error).into_error()
    })
}

fn committed(connection: &Connection) -> Result<(), Error> {
    if connection.in_transaction() {
        rollback(connection);
        return Err(Error::new(
            ErrorKind::Internal,
            "the database did not commit and reported no error; nothing was written",
        ));
    }
    Ok(())
}

/// Rolls back, unless SQLite has already done so. The lease checks the result when the connection
/// goes back.
pub(super) fn rollback(connection: &Connection) {
    if connection.in_transaction() {
        let _ = connection.control("ROLLBACK");
    }
}
