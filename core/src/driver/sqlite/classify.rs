//! Maps the errors of rusqlite. The meaning of their codes is shared with the other driver of
//! SQLite.

use crate::driver::sqlite_common::classify::{code, primary};
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::violation::Violation;
use crate::table::Table;

/// Returns true when another connection held a lock and nothing else is wrong.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(primary(extended(error)), code::BUSY | code::LOCKED)
}

/// Returns true when the disk failed, so that a write may have reached it or not.
pub(super) fn is_io(error: &rusqlite::Error) -> bool {
    primary(extended(error)) == code::IOERR
}

/// Maps an error. `foreign_key` is called only if a foreign key was violated, since SQLite does not
/// report which.
pub(super) fn classify(
    error: rusqlite::Error,
    table: Option<&'static Table>,
    foreign_key: impl FnOnce(&'static Table) -> Violation,
) -> Error {
    let said = match &error {
        rusqlite::Error::SqliteFailure(_, Some(said))
        | rusqlite::Error::SqlInputError { msg: said, .. } => said.as_str(),
        _ => "",
    };
    crate::driver::sqlite_common::classify::classify(extended(&error), said, table, foreign_key)
        .with_raw(error)
}

/// Returns the error for a commit during which the disk failed.
pub(super) fn outcome_unknown(error: rusqlite::Error) -> Error {
    Error::new(ErrorKind::OutcomeUnknown, "the disk failed while the database wrote a commit, so the rows may be written or not; check before trying again")
        .with_raw(error)
}

/// Returns the extended result code.
fn extended(error: &rusqlite::Error) -> i32 {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            error.extended_code
        }
        _ => code::ERROR,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn of(error: rusqlite::Error) -> Error {
        classify(error, None, |_| Violation::MissingParent { column: None })
    }

    #[test]
    fn code_and_words_are_found_in_each_form_of_an_error() {
        for (code, kind) in [
            (5, ErrorKind::Busy),
            (517, ErrorKind::Busy),
            (6, ErrorKind::Busy),
            (262, ErrorKind::Busy),
            (10, ErrorKind::Unavailable),
            (778, ErrorKind::Unavailable),
            (13, ErrorKind::Unavailable),
            (2067, ErrorKind::Conflict),
        ] {
            let said =
                || rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("canary".to_owned()));
            assert_eq!(is_busy(&said()), kind == ErrorKind::Busy, "{code}");
            assert_eq!(is_io(&said()), code & 0xff == 10, "{code}");
            let error = of(said());
            assert_eq!(error.kind(), kind, "{code}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{code}");
            assert!(
                error.raw().unwrap().to_string().contains("canary"),
                "{code}"
            );
        }
        let input = rusqlite::Error::SqlInputError {
            error: ffi::Error::new(1811),
            msg: "FOREIGN KEY constraint failed".to_owned(),
            sql: String::new(),
            offset: 0,
        };
        assert_eq!(of(input).kind(), ErrorKind::ForeignKey);
        assert_eq!(
            of(rusqlite::Error::InvalidQuery).kind(),
            ErrorKind::Internal
        );
    }

    /// The codes are spelled out where both drivers can use them.
    #[test]
    fn the_codes_are_those_of_the_library() {
        for (ours, theirs) in [
            (code::ERROR, ffi::SQLITE_ERROR),
            (code::BUSY, ffi::SQLITE_BUSY),
            (code::LOCKED, ffi::SQLITE_LOCKED),
            (code::NOMEM, ffi::SQLITE_NOMEM),
            (code::READONLY, ffi::SQLITE_READONLY),
            (code::INTERRUPT, ffi::SQLITE_INTERRUPT),
            (code::IOERR, ffi::SQLITE_IOERR),
            (code::CORRUPT, ffi::SQLITE_CORRUPT),
            (code::FULL, ffi::SQLITE_FULL),
            (code::CANTOPEN, ffi::SQLITE_CANTOPEN),
            (code::TOOBIG, ffi::SQLITE_TOOBIG),
            (code::CONSTRAINT, ffi::SQLITE_CONSTRAINT),
            (code::AUTH, ffi::SQLITE_AUTH),
            (code::NOTADB, ffi::SQLITE_NOTADB),
            (code::CONSTRAINT_CHECK, ffi::SQLITE_CONSTRAINT_CHECK),
            (
                code::CONSTRAINT_FOREIGNKEY,
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
            ),
            (code::CONSTRAINT_NOTNULL, ffi::SQLITE_CONSTRAINT_NOTNULL),
            (
                code::CONSTRAINT_PRIMARYKEY,
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
            ),
            (code::CONSTRAINT_TRIGGER, ffi::SQLITE_CONSTRAINT_TRIGGER),
            (code::CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_UNIQUE),
            (code::CONSTRAINT_ROWID, ffi::SQLITE_CONSTRAINT_ROWID),
            (code::CONSTRAINT_DATATYPE, ffi::SQLITE_CONSTRAINT_DATATYPE),
        ] {
            assert_eq!(ours, theirs);
        }
    }
}
