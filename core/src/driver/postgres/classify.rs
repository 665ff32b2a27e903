//! Maps the errors of PostgreSQL to [`Error`]. The only file that knows their codes.
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use crate::driver::failure::Failure;
use crate::driver::seam::FkHint;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::violation;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::names::Constraint;
use crate::value::Kind;

pub(super) fn classify(
    error: &dyn DatabaseError,
    table: Option<&'static Table>,
    writes: &FkHint,
) -> Fault {
    let Some(said) = error.try_downcast_ref::<PgDatabaseError>() else {
        return Fault::new(FaultScope::Lost, Failure::Unknown.error(table));
    };
    let failure = match said.code() {
        // The only one of this class for which the connections are to blame: each holds the plans
        // of its prepared statements.
        "0A000" if said.routine() == Some("RevalidateCachedQuery") => Failure::TableChanged,
        code => failure(code),
    };
    let scope = match (said.severity(), failure) {
        // Reported while a connection is opened, and fatal for that connection alone.
        (_, Failure::LoginRefused | Failure::UnknownDatabase | Failure::TooManyConnections) => {
            FaultScope::Statement
        }
        // The connection is over, and the server does not report whether the statement took effect.
        (PgSeverity::Fatal | PgSeverity::Panic, _) => FaultScope::Lost,
        (_, Failure::ReadOnly | Failure::TableChanged | Failure::UnknownStatement) => {
            FaultScope::Server
        }
        _ => FaultScope::Statement,
    };
    let error = table
        .and_then(|table| violation(said, table, writes))
        .unwrap_or_else(|| failure.error(table));
    Fault::new(scope, error)
}

/// Returns the violation, where the server names the constraint or the column.
fn violation(said: &PgDatabaseError, table: &'static Table, writes: &FkHint) -> Option<Error> {
    let constraint = said.constraint();
    match said.code() {
        "23505" => Some(unique(said, table, constraint?)),
        "23503" => Some(violation::foreign_key(table, constraint?, writes)),
        "23514" => Some(violation::check(table, constraint?)),
        "23502" => Some(Error::violation(
            table,
            Violation::Null {
                column: said.column()?.to_owned(),
            },
        )),
        // A row of an index has at most a third of a page.
        "54000" => match constraint {
            Some(constraint) => match table.constraint(constraint)? {
                Constraint::Unique(columns) => {
                    Some(Error::violation(table, Violation::TooLong { columns }))
                }
                _ => None,
            },
            // Longer than a whole page: the server does not report for which index.
            None => {
                let column = only_indexed(table)?;
                let columns = vec![column.to_owned()];
                Some(Error::violation(table, Violation::TooLong { columns }))
            }
        },
        _ => None,
    }
}

/// Returns the error for a violated unique index. The name of one that the model does not define
/// tells nothing, but the detail has its columns.
fn unique(said: &PgDatabaseError, table: &'static Table, constraint: &str) -> Error {
    violation::unique(table, constraint).unwrap_or_else(|| {
        match said.detail().and_then(|detail| key_columns(detail, table)) {
            Some(columns) => violation::unique_over(table, columns, constraint),
            None => violation::unknown_unique(table, constraint),
        }
    })
}

/// Returns the columns of `Key (email, tenant_id)=(.., ..) already exists.`: they come before every
/// value. None for an index over an expression. The server leaves the detail out for a user who may
/// not read the columns.
fn key_columns(detail: &str, table: &Table) -> Option<Vec<String>> {
    let (_, after) = detail.split_once('(')?;
    let (names, _) = after.split_once(")=(")?;
    let column = |name: &str| {
        let name = name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .unwrap_or(name);
        table.field_of_column(name).map(|_| name.to_owned())
    };
    names.split(", ").map(column).collect()
}

/// Returns the indexed column of text, bytes or JSON; none where there are several.
fn only_indexed(table: &'static Table) -> Option<&'static str> {
    let indexes = table.indexes();
    let parts = indexes.iter().flat_map(|index| &index.parts);
    let mut names: Vec<&'static str> = parts
        .map(|part| part.column)
        .chain(table.key())
        .filter(|column| matches!(column.kind, Kind::Text | Kind::Bytes | Kind::Json))
        .map(|column| column.name)
        .collect();
    names.dedup();
    match names.as_slice() {
        [name] => Some(name),
        _ => None,
    }
}

fn failure(code: &str) -> Failure {
    match code {
        "40001" | "40P01" => Failure::WriteConflict,
        "55P03" => Failure::LockTimeout,
        "57014" => Failure::StatementTimeout,
        "25P03" => Failure::IdleTransactionTimeout,
        "53100" => Failure::DiskFull,
        "53200" => Failure::OutOfMemory,
        "53300" => Failure::TooManyConnections,
        "28000" | "28P01" => Failure::LoginRefused,
        "3D000" => Failure::UnknownDatabase,
        "42501" => Failure::PermissionDenied,
        "25006" => Failure::ReadOnly,
        "57P01" | "57P02" | "57P03" | "57P05" => Failure::ConnectionClosed,
        "54001" | "54011" | "54023" => Failure::TooLarge,
        "23505" => Failure::Duplicate,
        "54000" => Failure::IndexEntryTooLarge,
        "22003" => Failure::OutOfRange,
        "2200H" => Failure::KeysExhausted,
        "P0001" => Failure::TriggerRefused,
        "42P01" | "3F000" => Failure::MissingTable,
        "42703" => Failure::MissingColumn,
        "0A000" => Failure::NotSupported,
        "42P05" => Failure::StatementExists,
        "23503" => Failure::ForeignKey,
        "26000" => Failure::UnknownStatement,
        "25P02" => Failure::TransactionAborted,
        _ => match code.get(..2) {
            Some("08") => Failure::ConnectionClosed,
            Some("22") => Failure::TypeMismatch,
            Some("23") => Failure::OtherConstraint,
            _ => Failure::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::column::ColumnDef;

    static USER: Table = Table::new(
        "User",
        "user",
        &[
            ColumnDef::of::<i64>("id").key(),
            ColumnDef::of::<String>("mail").named("email"),
            ColumnDef::of::<String>("order"),
        ],
    );

    #[test]
    fn the_columns_of_a_key_come_before_its_values() {
        for (detail, expected) in [
            ("Key (email)=(a) already exists.", Some(&["email"][..])),
            (
                "Key (email, \"order\")=(a, )=(b) already exists.",
                Some(&["email", "order"]),
            ),
            (
                "Schlüssel »(email)=(a)« existiert bereits.",
                Some(&["email"]),
            ),
            ("Key (lower(email::text))=(a) already exists.", None),
            ("Key (other)=(email) already exists.", None),
            ("Key (email", None),
            ("", None),
        ] {
            let found = key_columns(detail, &USER);
            let expected =
                expected.map(|columns| columns.iter().map(ToString::to_string).collect());
            assert_eq!(found, expected, "{detail}");
        }
    }
}
