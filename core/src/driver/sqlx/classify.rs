//! Maps the errors of sqlx to a [`Fault`]. The errors that a server sends go to the engine.

use crate::driver::failure::Failure;
use crate::driver::seam::FkHint;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;

/// Maps an error of sqlx. `table` and `writes` name the model and the foreign key.
pub(in crate::driver) fn classify<E: Engine>(
    error: sqlx::Error,
    table: Option<&'static Table>,
    writes: &FkHint,
) -> Fault {
    let mut fault = match &error {
        sqlx::Error::Database(said) => E::classify(said.as_ref(), table, writes),
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Fault::new(
            FaultScope::Lost,
            Error::new(
                ErrorKind::Unavailable,
                "the connection to the database broke; try again, and check the server if it persists",
            ),
        ),
        sqlx::Error::Tls(_) => Fault::new(
            FaultScope::Statement,
            Error::new(
                ErrorKind::Unavailable,
                "the connection to the database could not be encrypted and verified; check the server's certificate, and the settings of TLS in the URL",
            ),
        ),
        sqlx::Error::PoolTimedOut => Fault::new(
            FaultScope::Statement,
            Error::new(
                ErrorKind::Timeout,
                "no connection of the application's pool became free in time; keep transactions short, and inside of one pass `tx` instead of `&db`",
            ),
        ),
        sqlx::Error::PoolClosed => Fault::new(FaultScope::Statement, Failure::Closed.error(None)),
        sqlx::Error::Encode(_) => Fault::new(FaultScope::Statement, Failure::Encode.error(None)),
        _ => Fault::new(
            FaultScope::Lost,
            Error::new(
                ErrorKind::Internal,
                "the database sent an answer that could not be parsed; see `raw()`",
            ),
        ),
    };
    if let Some(table) = table {
        fault.error = fault.error.with_model(table);
    }
    fault.error = fault.error.with_raw(error);
    fault
}

/// Maps an error outside of any model, such as one of opening a connection.
pub(in crate::driver) fn classify_connect<E: Engine>(error: sqlx::Error) -> Fault {
    classify::<E>(error, None, &FkHint::Nothing)
}
