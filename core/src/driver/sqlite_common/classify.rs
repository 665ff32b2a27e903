//! Maps the result codes and messages of SQLite to [`Error`]. The only file that knows them.

use std::borrow::Cow;

use crate::driver::failure::{missing_column, missing_table};
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::names::Constraint;

/// The result codes that are told apart. <https://www.sqlite.org/rescode.html>
pub(in crate::driver) mod code {
    pub(in crate::driver) const ERROR: i32 = 1;
    pub(in crate::driver) const BUSY: i32 = 5;
    pub(in crate::driver) const LOCKED: i32 = 6;
    pub(in crate::driver) const NOMEM: i32 = 7;
    pub(in crate::driver) const READONLY: i32 = 8;
    pub(in crate::driver) const INTERRUPT: i32 = 9;
    pub(in crate::driver) const IOERR: i32 = 10;
    pub(in crate::driver) const CORRUPT: i32 = 11;
    pub(in crate::driver) const FULL: i32 = 13;
    pub(in crate::driver) const CANTOPEN: i32 = 14;
    pub(in crate::driver) const TOOBIG: i32 = 18;
    pub(in crate::driver) const CONSTRAINT: i32 = 19;
    pub(in crate::driver) const AUTH: i32 = 23;
    pub(in crate::driver) const NOTADB: i32 = 26;
    pub(in crate::driver) const READONLY_RECOVERY: i32 = 264;
    pub(in crate::driver) const READONLY_DBMOVED: i32 = 1032;
    pub(in crate::driver) const READONLY_CANTINIT: i32 = 1288;
    pub(in crate::driver) const READONLY_DIRECTORY: i32 = 1544;
    pub(in crate::driver) const CONSTRAINT_CHECK: i32 = 275;
    pub(in crate::driver) const CONSTRAINT_FOREIGNKEY: i32 = 787;
    pub(in crate::driver) const CONSTRAINT_NOTNULL: i32 = 1299;
    pub(in crate::driver) const CONSTRAINT_PRIMARYKEY: i32 = 1555;
    pub(in crate::driver) const CONSTRAINT_TRIGGER: i32 = 1811;
    pub(in crate::driver) const CONSTRAINT_UNIQUE: i32 = 2067;
    pub(in crate::driver) const CONSTRAINT_ROWID: i32 = 2579;
    pub(in crate::driver) const CONSTRAINT_DATATYPE: i32 = 3091;
}

/// The message of our functions for a number that no column holds.
#[allow(
    dead_code,
    reason = "the functions are registered by one of the drivers"
)]
pub(in crate::driver) const DECIMAL_OVERFLOW: &str = "decimal overflow";

/// The messages of SQLite for a function and a collation of this crate that it does not have.
const OWN: [&str; 2] = [
    "no such function: fivefold_",
    "no such collation sequence: fivefold_",
];

/// The message of SQLite for every violated foreign key.
const FOREIGN_KEY: &str = "FOREIGN KEY constraint failed";

/// Maps an extended result code and its message. `foreign_key` is called only if a foreign key was
/// violated, since SQLite does not report which.
pub(in crate::driver) fn classify(
    code: i32,
    message: &str,
    table: Option<&'static Table>,
    foreign_key: impl FnOnce(&'static Table) -> Violation,
) -> Error {
    match primary(code) {
        code::CONSTRAINT => constraint(code, message, table, foreign_key),
        // This error has no code of its own.
        code::ERROR if message == "integer overflow" => named(
            Error::new(
                ErrorKind::Check,
                "a sum is out of the range of its type; add up fewer rows, or smaller numbers",
            ),
            table,
        ),
        code::ERROR if message == DECIMAL_OVERFLOW => named(Error::out_of_range(), table),
        // The levels of nested subqueries add up.
        code::ERROR if message.starts_with("Expression tree is too large") => named(
            Error::new(
                ErrorKind::InvalidInput,
                "conditions are nested too deep for SQLite, which takes 1000 levels; send several statements",
            ),
            table,
        ),
        // A function or the collation of this crate, on a connection that it did not open.
        code::ERROR if OWN.iter().any(|own| message.starts_with(own)) => named(
            Error::new(
                ErrorKind::Unsupported,
                "the pool of the application cannot compute this; open the database with `Db::connect`",
            ),
            table,
        ),
        other => {
            let (kind, text) = condition(code);
            let missing_schema = missing_schema(other, message, table.map(Table::model));
            let error = Error::new(kind, missing_schema.map_or(Cow::Borrowed(text), Cow::Owned));
            match table {
                Some(table) => error.with_model(table),
                None => error,
            }
        }
    }
}

fn named(error: Error, table: Option<&'static Table>) -> Error {
    match table {
        Some(table) => error.with_model(table),
        None => error,
    }
}

/// Returns the primary result code: the lower byte.
pub(in crate::driver) const fn primary(code: i32) -> i32 {
    code & 0xff
}

/// Returns the message for a table or column that the database does not have.
fn missing_schema(primary: i32, message: &str, model: Option<&str>) -> Option<String> {
    if primary != code::ERROR {
        None
    } else if message.starts_with("no such table") {
        Some(missing_table(model))
    } else if message.starts_with("no such column") || message.contains("has no column named") {
        Some(missing_column(model))
    } else {
        None
    }
}

fn condition(code: i32) -> (ErrorKind, &'static str) {
    match primary(code) {
        code::BUSY => (
            ErrorKind::Busy,
            "another writer held the database for longer than the limit; try again",
        ),
        // A conflict within the connection, such as a checkpoint in a transaction.
        code::LOCKED => (
            ErrorKind::Busy,
            "the statement cannot run while another one of the same connection uses the table; run it outside of the transaction",
        ),
        code::INTERRUPT => (
            ErrorKind::Timeout,
            "the statement was stopped after its time limit; request fewer rows, add an index, or raise the limit",
        ),
        code::FULL => (
            ErrorKind::Unavailable,
            "the database is full and nothing was written; free some space on the disk",
        ),
        code::IOERR => (
            ErrorKind::Unavailable,
            "the database's file could not be read or written; check the disk",
        ),
        code::NOMEM => (
            ErrorKind::Unavailable,
            "there is not enough memory for the statement; request fewer rows",
        ),
        code::CANTOPEN => (
            ErrorKind::Unavailable,
            "the database's file cannot be opened; check that it exists and that the application may read and write it and its directory",
        ),
        code::NOTADB => (
            ErrorKind::Unavailable,
            "the file is not a SQLite database; check its path",
        ),
        code::CORRUPT => (
            ErrorKind::Internal,
            "the database's file is damaged; restore a backup",
        ),
        code::READONLY
            if matches!(
                code,
                code::READONLY_CANTINIT | code::READONLY_RECOVERY | code::READONLY_DIRECTORY
            ) =>
        {
            (
                ErrorKind::Unsupported,
                "the database is in WAL mode, and its directory cannot be written, which a reader needs too; copy it to a directory that can be written, or set `journal_mode = DELETE` before it is made read-only",
            )
        }
        code::READONLY if code == code::READONLY_DBMOVED => (
            ErrorKind::Unavailable,
            "the database's file was removed or replaced while it was open, and nothing was written; open the database again",
        ),
        code::READONLY => (
            ErrorKind::Unsupported,
            "the database is read-only here; open it without `mode=ro`, and check that the application may write the file",
        ),
        code::TOOBIG => (
            ErrorKind::InvalidInput,
            "a value or the statement is larger than the database accepts; send less at once",
        ),
        code::AUTH => (
            ErrorKind::Unsupported,
            "the database does not permit this statement; remove it",
        ),
        _ => (
            ErrorKind::Internal,
            "the database refused the statement; see `raw()`",
        ),
    }
}

fn constraint(
    code: i32,
    message: &str,
    table: Option<&'static Table>,
    foreign_key: impl FnOnce(&'static Table) -> Violation,
) -> Error {
    let Some(table) = table else {
        return unnamed(code, message);
    };
    let subject = || message.split_once(": ").map_or("", |(_, subject)| subject);
    match code {
        code::CONSTRAINT_UNIQUE | code::CONSTRAINT_PRIMARYKEY | code::CONSTRAINT_ROWID => {
            let index = index(subject());
            let known = index.and_then(|name| match table.constraint(name)? {
                Constraint::Unique(columns) => Some(columns),
                _ => None,
            });
            match known.or_else(|| columns(subject())) {
                Some(columns) => Error::violation(
                    table,
                    Violation::Unique {
                        columns,
                        constraint: index.map(str::to_owned),
                    },
                ),
                None => unnamed(code, message).with_model(table),
            }
        }
        code::CONSTRAINT_FOREIGNKEY => Error::violation(table, foreign_key(table)),
        // SQLite implements RESTRICT as a trigger.
        code::CONSTRAINT_TRIGGER if message == FOREIGN_KEY => {
            Error::violation(table, foreign_key(table))
        }
        code::CONSTRAINT_CHECK if is_name(subject()) => Error::violation(
            table,
            Violation::Check {
                constraint: subject().to_owned(),
            },
        ),
        code::CONSTRAINT_NOTNULL => match columns(subject()).as_deref() {
            Some([column]) => Error::violation(
                table,
                Violation::Null {
                    column: column.clone(),
                },
            ),
            _ => unnamed(code, message).with_model(table),
        },
        code::CONSTRAINT_DATATYPE => match overflowed(message) {
            Some(column) => Error::violation(
                table,
                Violation::OutOfRange {
                    column: column.to_owned(),
                },
            ),
            None => unnamed(code, message).with_model(table),
        },
        _ => unnamed(code, message).with_model(table),
    }
}

/// Returns the column in `cannot store REAL value in INTEGER column item.views`: the sum of two
/// integers that exceeds 64 bits is a float.
fn overflowed(message: &str) -> Option<&str> {
    let (_, column) = message
        .strip_prefix("cannot store REAL value in INTEGER column ")?
        .split_once('.')?;
    is_name(column).then_some(column)
}

/// Returns the error of a violation whose column and constraint are unknown.
fn unnamed(code: i32, message: &str) -> Error {
    let (kind, message) = match code {
        code::CONSTRAINT_UNIQUE | code::CONSTRAINT_PRIMARYKEY | code::CONSTRAINT_ROWID => (
            ErrorKind::Conflict,
            "another row already has these values; choose others",
        ),
        code::CONSTRAINT_FOREIGNKEY => (
            ErrorKind::ForeignKey,
            "a foreign key references no row; write the referenced row first, and delete it last",
        ),
        code::CONSTRAINT_TRIGGER if message == FOREIGN_KEY => (
            ErrorKind::ForeignKey,
            "a row is still referenced; delete or change the rows that reference it first",
        ),
        code::CONSTRAINT_TRIGGER => (
            ErrorKind::Check,
            "a trigger of the database refused the write; see `raw()`",
        ),
        code::CONSTRAINT_NOTNULL => (ErrorKind::Check, "a column cannot be NULL; give it a value"),
        code::CONSTRAINT_DATATYPE => (
            ErrorKind::Check,
            "a value does not fit the type of its column; compare the table with the model",
        ),
        _ => (
            ErrorKind::Check,
            "the row violates a check of its table; see `raw()`",
        ),
    };
    Error::new(kind, message)
}

/// Returns the name in `index 'user_email_lower_key'`: that of an index over an expression.
fn index(subject: &str) -> Option<&str> {
    subject.strip_prefix("index '")?.strip_suffix('\'')
}

/// Returns the columns in `user.email, user.tenant_id`; None for anything else, such as an index
/// over an expression.
fn columns(subject: &str) -> Option<Vec<String>> {
    let column = |part: &str| {
        part.split_once('.')
            .map(|(_, column)| column)
            .filter(|column| is_name(column))
            .map(str::to_owned)
    };
    subject.split(", ").map(column).collect()
}

/// Returns true for the name of a constraint or column. For a CHECK without a name SQLite reports
/// its whole expression.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::column::ColumnDef;

    #[rustfmt::skip]
    static USER: Table = Table::new("User", "user", &[
        ColumnDef::of::<i64>("id").key(),
        ColumnDef::of::<String>("mail").named("email").unique(),
        ColumnDef::of::<i64>("age"),
    ]).unique(&["mail", "age"]);

    #[test]
    fn each_code_has_its_kind() {
        #[rustfmt::skip]
        let cases = [
            (5, ErrorKind::Busy), (261, ErrorKind::Busy), (517, ErrorKind::Busy), (6, ErrorKind::Busy), (262, ErrorKind::Busy),
            (9, ErrorKind::Timeout), (13, ErrorKind::Unavailable), (7, ErrorKind::Unavailable), (3082, ErrorKind::Unavailable),
            (10, ErrorKind::Unavailable), (266, ErrorKind::Unavailable), (778, ErrorKind::Unavailable), (1034, ErrorKind::Unavailable),
            (14, ErrorKind::Unavailable), (26, ErrorKind::Unavailable), (11, ErrorKind::Internal), (523, ErrorKind::Internal),
            (8, ErrorKind::Unsupported), (1288, ErrorKind::Unsupported), (1032, ErrorKind::Unavailable), (23, ErrorKind::Unsupported), (18, ErrorKind::InvalidInput),
            (1, ErrorKind::Internal), (21, ErrorKind::Internal), (25, ErrorKind::Internal), (999, ErrorKind::Internal),
            (2067, ErrorKind::Conflict), (1555, ErrorKind::Conflict), (2579, ErrorKind::Conflict), (787, ErrorKind::ForeignKey),
            (275, ErrorKind::Check), (1299, ErrorKind::Check), (3091, ErrorKind::Check), (1811, ErrorKind::Check),
        ];
        for (code, kind) in cases {
            for table in [None, Some(&USER)] {
                let error = classify(code, "canary", table, |_| Violation::MissingParent {
                    column: None,
                });
                assert_eq!(
                    (error.kind(), error.model()),
                    (kind, table.map(Table::model)),
                    "{code}"
                );
                assert!(!format!("{error} {error:?}").contains("canary"), "{code}");
            }
        }
    }

    #[test]
    fn what_raw_sql_names_belongs_to_no_model() {
        for (message, expected) in [
            ("no such table: canary", "the statement names a table"),
            ("no such column: canary", "the statement names a column"),
            (
                "table canary has no column named canary",
                "the statement names a column",
            ),
        ] {
            let none = |_: &'static Table| Violation::MissingParent { column: None };
            let error = classify(1, message, None, none).to_string();
            assert!(
                error.starts_with(expected) && !error.contains("canary"),
                "{error}"
            );
            // The control: a statement of a model.
            let error = classify(1, message, Some(&USER), none).to_string();
            assert!(error.starts_with("the table of `User`"), "{error}");
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
            (3091, "cannot store REAL value in INTEGER column user.age", Some("age"), None),
        ];
        for (code, message, field, constraint) in cases {
            let parent = Violation::MissingParent {
                column: Some("email".to_owned()),
            };
            let error = classify(code, message, Some(&USER), |_| parent);
            assert_eq!(
                (error.field(), error.constraint()),
                (field, constraint),
                "{message}"
            );
        }
    }
}
