//! From what SQLite says to [`Error`]: the one place that knows its codes.

use std::borrow::Cow;

use rusqlite::ffi;

use crate::error::{Error, ErrorKind, Violation};
use crate::table::Table;

/// What SQLite says about every foreign key, whichever it was.
const FOREIGN_KEY: &str = "FOREIGN KEY constraint failed";

/// True when another connection was in the way and nothing else is wrong.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(primary(code(error)), ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED)
}

/// True when the disk failed, so that what was being written may have reached it or not.
pub(super) fn is_io(error: &rusqlite::Error) -> bool {
    primary(code(error)) == ffi::SQLITE_IOERR
}

/// Names what went wrong. `foreign_key` is asked only if a foreign key was violated, since SQLite does not say which.
pub(super) fn classify(
    error: rusqlite::Error,
    table: Option<&'static Table>,
    foreign_key: impl FnOnce(&'static Table) -> Violation,
) -> Error {
    let code = code(&error);
    let said = match &error {
        rusqlite::Error::SqliteFailure(_, Some(said))
        | rusqlite::Error::SqlInputError { msg: said, .. } => said.as_str(),
        _ => "",
    };
    let classified = match primary(code) {
        ffi::SQLITE_CONSTRAINT => constraint(code, said, table, foreign_key),
        other => {
            let (kind, message) = condition(other);
            match table {
                Some(table) => {
                    let lacking = lacking(other, said, table.model());
                    let message = lacking.map_or(Cow::Borrowed(message), Cow::Owned);
                    Error::new(kind, message).with_model(table)
                }
                None => Error::new(kind, message),
            }
        }
    };
    classified.with_raw(error)
}

/// A commit was sent, and the disk failed.
pub(super) fn outcome_unknown(error: rusqlite::Error) -> Error {
    Error::new(ErrorKind::OutcomeUnknown, "the disk failed while the database wrote a commit, so the rows may be there or not; look before trying again")
        .with_raw(error)
}

/// The number that says most.
fn code(error: &rusqlite::Error) -> i32 {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            error.extended_code
        }
        _ => ffi::SQLITE_ERROR,
    }
}

/// The lower byte of a code is its family.
const fn primary(code: i32) -> i32 {
    code & 0xff
}

/// What a database lacks that was not made for the model.
fn lacking(primary: i32, said: &str, model: &str) -> Option<String> {
    if primary != ffi::SQLITE_ERROR {
        None
    } else if said.starts_with("no such table") {
        Some(format!(
            "the table of `{model}` is not in the database; run the migrations, or `create_all` in a test or first run"
        ))
    } else if said.starts_with("no such column") || said.contains("has no column named") {
        Some(format!(
            "the table of `{model}` lacks a column of the model; compare the two, and run the migrations"
        ))
    } else {
        None
    }
}

fn condition(primary: i32) -> (ErrorKind, &'static str) {
    match primary {
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => (
            ErrorKind::Busy,
            "another writer held the database for longer than the limit; try again",
        ),
        ffi::SQLITE_INTERRUPT => (
            ErrorKind::Timeout,
            "the statement was stopped after its limit of time; ask for fewer rows, add an index, or raise the limit",
        ),
        ffi::SQLITE_FULL => (
            ErrorKind::Unavailable,
            "the database is full and nothing was written; make room on the disk",
        ),
        ffi::SQLITE_IOERR => (
            ErrorKind::Unavailable,
            "the database's file could not be read or written; look at the disk",
        ),
        ffi::SQLITE_NOMEM => (
            ErrorKind::Unavailable,
            "there is not enough memory for the statement; ask for fewer rows",
        ),
        ffi::SQLITE_CANTOPEN => (
            ErrorKind::Unavailable,
            "the database's file cannot be opened; check that it exists and that the program may read and write it and its directory",
        ),
        ffi::SQLITE_NOTADB => (
            ErrorKind::Unavailable,
            "the file is not a SQLite database; check its path",
        ),
        ffi::SQLITE_CORRUPT => (
            ErrorKind::Internal,
            "the database's file is damaged; restore a backup",
        ),
        ffi::SQLITE_READONLY => (
            ErrorKind::Unsupported,
            "the database can only be read here; open it with `mode=rw` and check that the program may write the file",
        ),
        ffi::SQLITE_TOOBIG => (
            ErrorKind::Invalid,
            "a value or the statement is larger than the database takes; send less at once",
        ),
        ffi::SQLITE_AUTH => (
            ErrorKind::Unsupported,
            "the database does not permit this statement; leave it out",
        ),
        _ => (
            ErrorKind::Internal,
            "the database refused the statement; `raw()` says why",
        ),
    }
}

fn constraint(
    code: i32,
    said: &str,
    table: Option<&'static Table>,
    foreign_key: impl FnOnce(&'static Table) -> Violation,
) -> Error {
    let Some(table) = table else {
        return unnamed(code, said);
    };
    let subject = || said.split_once(": ").map_or("", |(_, subject)| subject);
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => match columns(subject()) {
            Some(columns) => Error::violation(table, Violation::Unique { columns }),
            None => unnamed(code, said).with_model(table),
        },
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::violation(table, foreign_key(table)),
        // RESTRICT is carried out by a trigger.
        ffi::SQLITE_CONSTRAINT_TRIGGER if said == FOREIGN_KEY => {
            Error::violation(table, foreign_key(table))
        }
        ffi::SQLITE_CONSTRAINT_CHECK if is_name(subject()) => Error::violation(
            table,
            Violation::Check {
                constraint: subject().to_owned(),
            },
        ),
        ffi::SQLITE_CONSTRAINT_NOTNULL => match columns(subject()).as_deref() {
            Some([column]) => Error::violation(
                table,
                Violation::Null {
                    column: column.clone(),
                },
            ),
            _ => unnamed(code, said).with_model(table),
        },
        _ => unnamed(code, said).with_model(table),
    }
}

/// A violation of which neither column nor constraint is known.
fn unnamed(code: i32, said: &str) -> Error {
    let (kind, message) = match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => (
            ErrorKind::Conflict,
            "another row already has these values; choose others",
        ),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => (
            ErrorKind::ForeignKey,
            "a foreign key points to no row; write the row it points to first, and delete it last",
        ),
        ffi::SQLITE_CONSTRAINT_TRIGGER if said == FOREIGN_KEY => (
            ErrorKind::ForeignKey,
            "a row is still pointed to; delete or move the rows that point to it first",
        ),
        ffi::SQLITE_CONSTRAINT_TRIGGER => (
            ErrorKind::Check,
            "a trigger of the database refused the write; `raw()` says why",
        ),
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            (ErrorKind::Check, "a column cannot be null; give it a value")
        }
        ffi::SQLITE_CONSTRAINT_DATATYPE => (
            ErrorKind::Check,
            "a value does not fit the type of its column; compare the table with the model",
        ),
        _ => (
            ErrorKind::Check,
            "the row breaks a check of its table; `raw()` says which",
        ),
    };
    Error::new(kind, message)
}

/// The columns in `user.email, user.tenant_id`; none for anything else, such as an index over an expression.
fn columns(subject: &str) -> Option<Vec<String>> {
    let column = |part: &str| {
        part.split_once('.')
            .map(|(_, column)| column)
            .filter(|column| is_name(column))
            .map(str::to_owned)
    };
    subject.split(", ").map(column).collect()
}

/// True for the name of a constraint or column. For a check without a name SQLite gives its whole expression.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ColumnDef;

    #[rustfmt::skip]
    static USER: Table = Table::new("User", "user", &[
        ColumnDef::of::<i64>("id").key(),
        ColumnDef::of::<String>("mail").named("email").unique(),
        ColumnDef::of::<i64>("age"),
    ]).unique(&["mail", "age"]);

    fn said(code: i32, message: &str) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(message.to_owned()))
    }

    #[test]
    fn each_code_has_its_kind() {
        #[rustfmt::skip]
        let cases = [
            (5, ErrorKind::Busy), (261, ErrorKind::Busy), (517, ErrorKind::Busy), (6, ErrorKind::Busy), (262, ErrorKind::Busy),
            (9, ErrorKind::Timeout), (13, ErrorKind::Unavailable), (7, ErrorKind::Unavailable), (3082, ErrorKind::Unavailable),
            (10, ErrorKind::Unavailable), (266, ErrorKind::Unavailable), (778, ErrorKind::Unavailable), (1034, ErrorKind::Unavailable),
            (14, ErrorKind::Unavailable), (26, ErrorKind::Unavailable), (11, ErrorKind::Internal), (523, ErrorKind::Internal),
            (8, ErrorKind::Unsupported), (1032, ErrorKind::Unsupported), (23, ErrorKind::Unsupported), (18, ErrorKind::Invalid),
            (1, ErrorKind::Internal), (21, ErrorKind::Internal), (25, ErrorKind::Internal), (999, ErrorKind::Internal),
            (2067, ErrorKind::Conflict), (1555, ErrorKind::Conflict), (2579, ErrorKind::Conflict), (787, ErrorKind::ForeignKey),
            (275, ErrorKind::Check), (1299, ErrorKind::Check), (3091, ErrorKind::Check), (1811, ErrorKind::Check),
        ];
        for (code, kind) in cases {
            for table in [None, Some(&USER)] {
                let error = classify(said(code, "canary"), table, |_| Violation::MissingParent {
                    column: None,
                });
                assert_eq!(
                    (error.kind(), error.model()),
                    (kind, table.map(Table::model)),
                    "{code}"
                );
                assert!(!format!("{error} {error:?}").contains("canary"), "{code}");
                assert!(
                    error.raw().unwrap().to_string().contains("canary"),
                    "{code}"
                );
            }
            assert_eq!(is_busy(&said(code, "")), kind == ErrorKind::Busy);
            assert_eq!(is_io(&said(code, "")), code & 0xff == 10);
        }
    }

    #[test]
    fn each_message_names_its_column_or_constraint() {
        #[rustfmt::skip]
        let cases = [
            (2067, "UNIQUE constraint failed: user.email", Some("mail"), Some("user_email_key")),
            (2067, "UNIQUE constraint failed: user.email, user.age", None, Some("user_email_age_key")),
            (1555, "UNIQUE constraint failed: user.id", Some("id"), Some("user_pkey")),
            (2579, "UNIQUE constraint failed: user.rowid", None, Some("user_rowid_key")),
            (2067, "UNIQUE constraint failed: index 'user_lower'", None, None),
            (1299, "NOT NULL constraint failed: user.email", Some("mail"), None),
            (275, "CHECK constraint failed: user_email_len", Some("mail"), Some("user_email_len")),
            (275, "CHECK constraint failed: age > 'x'", None, None),
            (787, FOREIGN_KEY, Some("mail"), Some("user_email_fkey")),
            (1811, FOREIGN_KEY, Some("mail"), Some("user_email_fkey")),
            (3091, "cannot store TEXT value in INTEGER column user.age", None, None),
        ];
        for (code, message, field, constraint) in cases {
            let parent = Violation::MissingParent {
                column: Some("email".to_owned()),
            };
            let error = classify(said(code, message), Some(&USER), |_| parent);
            assert_eq!(
                (error.field(), error.constraint()),
                (field, constraint),
                "{message}"
            );
        }
    }
}
