//! From what PostgreSQL says to [`Error`]: the one place that knows its codes.
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use crate::driver::failure::Failure;
use crate::driver::seam::FkHint;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::violation::{broken, taken, unlinked};
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
    let condition = condition(said.code());
    let reach = match (said.severity(), condition) {
        // Said while a connection is opened, and fatal for that alone.
        (_, Failure::Login | Failure::NoDatabase | Failure::NoConnection) => FaultScope::Statement,
        // The connection is over, and whether the statement was done before is not said.
        (PgSeverity::Fatal | PgSeverity::Panic, _) => FaultScope::Lost,
        (_, Failure::ReadOnly | Failure::Changed | Failure::NoStatement) => FaultScope::Server,
        _ => FaultScope::Statement,
    };
    let error = table
        .and_then(|table| violation(said, table, writes))
        .unwrap_or_else(|| condition.error(table));
    Fault::new(reach, error)
}

/// What is wrong with the row, where the server names the constraint or the column.
fn violation(said: &PgDatabaseError, table: &'static Table, writes: &FkHint) -> Option<Error> {
    let constraint = said.constraint();
    match said.code() {
        "23505" => taken(table, constraint?),
        "23503" => Some(unlinked(table, constraint?, writes)),
        "23514" => Some(broken(table, constraint?)),
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
            // Longer than a whole page: it is not said which index it was for.
            None => {
                let column = only_indexed(table)?;
                let columns = vec![column.to_owned()];
                Some(Error::violation(table, Violation::TooLong { columns }))
            }
        },
        _ => None,
    }
}

/// The column of text or bytes that is indexed, where there is just one.
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

fn condition(code: &str) -> Failure {
    match code {
        "40001" | "40P01" => Failure::Conflicted,
        "55P03" => Failure::Locked,
        "57014" => Failure::Stopped,
        "25P03" => Failure::Ended,
        "53100" => Failure::Full,
        "53200" => Failure::NoMemory,
        "53300" => Failure::NoConnection,
        "28000" | "28P01" => Failure::Login,
        "3D000" => Failure::NoDatabase,
        "42501" => Failure::Forbidden,
        "25006" => Failure::ReadOnly,
        "57P01" | "57P02" | "57P03" | "57P05" => Failure::Down,
        "54001" | "54011" | "54023" => Failure::TooBig,
        "23505" => Failure::Taken,
        "54000" => Failure::Unindexable,
        "2200H" => Failure::NoKeys,
        "P0001" => Failure::Trigger,
        "42P01" | "3F000" => Failure::NoTable,
        "42703" => Failure::NoColumn,
        "0A000" => Failure::Changed,
        "26000" => Failure::NoStatement,
        "25P02" => Failure::Aborted,
        _ => match code.get(..2) {
            Some("08") => Failure::Down,
            Some("22") => Failure::Unfit,
            Some("23") => Failure::Constraint,
            _ => Failure::Unknown,
        },
    }
}
