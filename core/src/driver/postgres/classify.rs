//! From what PostgreSQL says to [`Error`]: the one place that knows its codes.
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use crate::driver::Writes;
use crate::driver::failure::Condition;
use crate::driver::sqlx::fault::{Fault, Reach};
use crate::driver::sqlx::violation::{broken, taken, unlinked};
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::names::Constraint;
use crate::value::Kind;

pub(super) fn classify(
    error: &dyn DatabaseError,
    table: Option<&'static Table>,
    writes: &Writes,
) -> Fault {
    let Some(said) = error.try_downcast_ref::<PgDatabaseError>() else {
        return Fault::new(Reach::Lost, Condition::Unknown.error(table));
    };
    let condition = condition(said.code());
    let reach = match (said.severity(), condition) {
        // Said while a connection is opened, and fatal for that alone.
        (_, Condition::Login | Condition::NoDatabase | Condition::NoConnection) => Reach::Statement,
        // The connection is over, and whether the statement was done before is not said.
        (PgSeverity::Fatal | PgSeverity::Panic, _) => Reach::Lost,
        (_, Condition::ReadOnly | Condition::Changed | Condition::NoStatement) => Reach::Server,
        _ => Reach::Statement,
    };
    let error = table
        .and_then(|table| violation(said, table, writes))
        .unwrap_or_else(|| condition.error(table));
    Fault::new(reach, error)
}

/// What is wrong with the row, where the server names the constraint or the column.
fn violation(said: &PgDatabaseError, table: &'static Table, writes: &Writes) -> Option<Error> {
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

fn condition(code: &str) -> Condition {
    match code {
        "40001" | "40P01" => Condition::Conflicted,
        "55P03" => Condition::Locked,
        "57014" => Condition::Stopped,
        "25P03" => Condition::Ended,
        "53100" => Condition::Full,
        "53200" => Condition::NoMemory,
        "53300" => Condition::NoConnection,
        "28000" | "28P01" => Condition::Login,
        "3D000" => Condition::NoDatabase,
        "42501" => Condition::Forbidden,
        "25006" => Condition::ReadOnly,
        "57P01" | "57P02" | "57P03" | "57P05" => Condition::Down,
        "54001" | "54011" | "54023" => Condition::TooBig,
        "23505" => Condition::Taken,
        "54000" => Condition::Unindexable,
        "2200H" => Condition::NoKeys,
        "P0001" => Condition::Trigger,
        "42P01" | "3F000" => Condition::NoTable,
        "42703" => Condition::NoColumn,
        "0A000" => Condition::Changed,
        "26000" => Condition::NoStatement,
        "25P02" => Condition::Aborted,
        _ => match code.get(..2) {
            Some("08") => Condition::Down,
            Some("22") => Condition::Unfit,
            Some("23") => Condition::Constraint,
            _ => Condition::Unknown,
        },
    }
}
