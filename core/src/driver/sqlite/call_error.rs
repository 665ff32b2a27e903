//! The error of a call, and whether the call can be repeated.

use crate::driver::sqlite::classify::{classify, is_busy};
use crate::error::Error;
use crate::error::violation::Violation;

/// The error of a call.
#[derive(Debug)]
pub(super) enum CallError {
    /// Another connection held a lock before anything happened, so the same call can be repeated.
    Busy(rusqlite::Error),
    Final(Error),
}

impl CallError {
    /// Maps an error that involves no foreign key of a model.
    pub(super) fn of(error: rusqlite::Error) -> Self {
        if is_busy(&error) {
            Self::Busy(error)
        } else {
            Self::Final(plain(error))
        }
    }

    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Busy(error) => plain(error),
            Self::Final(error) => error,
        }
    }
}

fn plain(error: rusqlite::Error) -> Error {
    classify(error, None, |_| Violation::MissingParent { column: None })
}
