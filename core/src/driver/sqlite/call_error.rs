//! Why a call did not succeed, and whether it can be made again.

use crate::driver::sqlite::classify::{classify, is_busy};
use crate::error::Error;
use crate::error::violation::Violation;

/// Why a call did not succeed.
#[derive(Debug)]
pub(super) enum CallError {
    /// Another connection was in the way before anything happened: the same call can be made again.
    Busy(rusqlite::Error),
    Final(Error),
}

impl CallError {
    /// Names a failure in which no foreign key of a model plays a part.
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
