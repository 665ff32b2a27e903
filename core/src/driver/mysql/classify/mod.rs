//! Maps the errors of MariaDB and MySQL to [`Error`]. The only file that knows their numbers.
//! <https://mariadb.com/kb/en/mariadb-error-code-reference/>,
//! <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>

#[cfg(test)]
mod tests;

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use crate::driver::failure::Failure;
use crate::driver::mysql::message;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::violation;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::column::{ColumnDef, Rule};
use crate::table::names::Constraint;

pub(super) fn classify(error: &dyn DatabaseError, table: Option<&'static Table>) -> Fault {
    let Some(mysql) = error.try_downcast_ref::<MySqlDatabaseError>() else {
        return Fault::new(FaultScope::Lost, Failure::Unknown.error(table));
    };
    let (failure, scope) = classify_code(mysql.number(), mysql.code(), mysql.message());
    let error = table
        .and_then(|table| violation(mysql.number(), mysql.message(), table))
        .unwrap_or_else(|| failure.error(table));
    Fault::new(scope, error)
}

/// Returns the failure and its scope.
///
/// A server that answers with an error has not done the statement, whatever the number. The scope is
/// [`FaultScope::Lost`] only where the answer is about something else: the connection, or a commit
/// that failed half-way, after which the server itself does not know.
#[rustfmt::skip]
fn classify_code(number: u16, state: Option<&str>, message: &str) -> (Failure, FaultScope) {
    match number {
        // InnoDB rolls the whole transaction back. Galera reports 1213 at COMMIT, Group Replication
        // 3101; 1020 comes with `innodb_snapshot_isolation`.
        1213 | 1020 | 3101 => (Failure::WriteConflict, FaultScope::Transaction),
        1206 => (Failure::OutOfMemory, FaultScope::Transaction),

        1205 | 1689 | 3572 => (Failure::LockTimeout, FaultScope::Statement),
        1317 | 1969 | 3024 => (Failure::StatementTimeout, FaultScope::Statement),
        1021 | 1114 => (Failure::DiskFull, FaultScope::Statement),
        1037 | 1038 | 1041 | 1135 => (Failure::OutOfMemory, FaultScope::Statement),
        1040 | 1203 | 1226 => (Failure::TooManyConnections, FaultScope::Statement),
        167 | 1467 => (Failure::KeysExhausted, FaultScope::Statement),
        1644 => (Failure::TriggerRefused, FaultScope::Statement),
        1461 => (Failure::TooManyStatements, FaultScope::Statement),
        1045 | 1129 | 1130 | 1251 | 1524 | 1698 | 1820 | 1862 | 3118 | 3159 | 4151 => (Failure::LoginRefused, FaultScope::Statement),
        1046 | 1049 => (Failure::UnknownDatabase, FaultScope::Statement),
        1044 | 1142 | 1143 | 1227 | 1370 => (Failure::PermissionDenied, FaultScope::Statement),
        1118 | 1162 | 1197 | 1301 | 1390 | 1534 | 1705 => (Failure::TooLarge, FaultScope::Statement),
        1146 | 1932 => (Failure::MissingTable, FaultScope::Statement),
        1054 => (Failure::MissingColumn, FaultScope::Statement),
        // The server prepares a statement again by itself: this means that the table changes all
        // the time.
        1412 | 1615 => (Failure::TableChanged, FaultScope::Statement),
        1022 | 1062 | 1169 | 1586 => (Failure::Duplicate, FaultScope::Statement),
        1216 | 1217 | 1451 | 1452 | 1557 | 1761 | 1762 => (Failure::ForeignKey, FaultScope::Statement),
        1048 | 1364 | 3819 => (Failure::OtherConstraint, FaultScope::Statement),
        // 4025 of MySQL has another meaning, which no statement of ours can cause.
        4025 => (Failure::OtherConstraint, FaultScope::Statement),
        1264 | 1690 => (Failure::OutOfRange, FaultScope::Statement),
        1265 | 1292 | 1366 | 1367 | 1406 | 1411 | 1416 | 3140 => (Failure::TypeMismatch, FaultScope::Statement),

        // 1290 is shared by many options.
        1290 if message.contains("read-only") || message.contains("read_only") => (Failure::ReadOnly, FaultScope::Server),
        1036 | 1792 | 1836 | 1874 => (Failure::ReadOnly, FaultScope::Server),
        // Galera: the node is not in the primary component, or not in sync. It refuses before it
        // does anything.
        1047 => (Failure::NotReady, FaultScope::Server),
        1243 => (Failure::UnknownStatement, FaultScope::Server),
        // The packet was refused, and the connection is closed.
        1153 => (Failure::TooLarge, FaultScope::Server),

        1053 | 1077 | 1079 | 1080 | 1152 | 1154..=1161 | 1184 | 1927 | 2006 | 2013 | 2055 | 3032 | 4031 => (Failure::ConnectionClosed, FaultScope::Lost),
        // The savepoint that marks an open transaction is gone: the server rolled back without an
        // error, and later statements took effect or not.
        1305 if message.contains("SAVEPOINT") => (Failure::TransactionAborted, FaultScope::Lost),
        // During a commit: the binary log could not be written, or a storage engine or a cluster
        // did not answer.
        1026 | 1180 | 1181 | 3100 => (Failure::Unknown, FaultScope::Lost),

        // The statement exceeds the stack of the server.
        1436 | 1119 => (Failure::TooLarge, FaultScope::Statement),
        // The class of connections. Everything else was refused: most numbers without a class of
        // their own are of `HY000`.
        _ if state.is_some_and(|state| state.starts_with("08")) => (Failure::Unknown, FaultScope::Lost),
        _ => (Failure::Unknown, FaultScope::Statement),
    }
}

/// Returns the violation, where the server names the constraint or the column.
fn violation(number: u16, text: &str, table: &'static Table) -> Option<Error> {
    let violation = match number {
        1062 | 1586 => {
            let index = message::index(text)?;
            let known = violation::unique(table, index);
            return Some(known.unwrap_or_else(|| violation::unknown_unique(table, index)));
        }
        4025 => return Some(violation::check(table, &message::check(text)?)),
        3819 => return Some(violation::check(table, message::first(text)?)),
        // A row can be parent and child in the same table: the number tells as which it was
        // refused.
        1452 => Violation::MissingParent {
            column: message::foreign_key(text).and_then(|name| match table.constraint(&name) {
                Some(Constraint::ForeignKey(column)) => Some(column),
                _ => None,
            }),
        },
        1451 => Violation::Referenced {
            constraint: message::foreign_key(text),
        },
        // For users without a privilege on the other table.
        1216 => Violation::MissingParent { column: None },
        1217 => Violation::Referenced { constraint: None },
        1048 | 1364 => Violation::Null {
            column: message::first(text)?.to_owned(),
        },
        // The length of the type equals that of the rule and is checked first: report the rule.
        1406 => too_long(table, column(table, message::first(text)?)?),
        1264 => {
            let column = column(table, message::first(text)?)?;
            match out_of_range(table, column) {
                Some(constraint) => Violation::Check { constraint },
                None => Violation::OutOfRange {
                    column: column.name.to_owned(),
                },
            }
        }
        _ => return None,
    };
    Some(Error::violation(table, violation))
}

fn column(table: &Table, name: &str) -> Option<&'static ColumnDef> {
    table.columns().iter().find(|column| column.name == name)
}

fn too_long(table: &Table, column: &ColumnDef) -> Violation {
    // A key that is longer than its column matches no row.
    if column.references.is_some() {
        return Violation::MissingParent {
            column: Some(column.name.to_owned()),
        };
    }
    let has_rule = column
        .rules
        .iter()
        .any(|rule| matches!(rule, Rule::Len { max: Some(_), .. }));
    if !column.names.is_empty() {
        return Violation::Check {
            constraint: table.constraint_name(&[column.name], "check"),
        };
    }
    let indexes = table.indexes();
    let mut indexed = indexes.iter().flat_map(|index| &index.parts);
    if !has_rule && (column.key || indexed.any(|part| part.column.name == column.name)) {
        return Violation::TooLong {
            columns: vec![column.name.to_owned()],
        };
    }
    // The rule may belong to another model of the table.
    Violation::Check {
        constraint: table.constraint_name(&[column.name], "len"),
    }
}

/// Returns the CHECK on the range of the column, if it has one.
fn out_of_range(table: &Table, column: &ColumnDef) -> Option<String> {
    let has_range = column.least.is_some()
        || column.greatest.is_some()
        || column
            .rules
            .iter()
            .any(|rule| matches!(rule, Rule::Range { .. }));
    has_range.then(|| table.constraint_name(&[column.name], "range"))
}
