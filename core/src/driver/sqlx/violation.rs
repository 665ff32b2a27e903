//! Maps the name of a constraint to columns of a model, for databases that report the name.

use crate::driver::failure::Failure;
use crate::driver::seam::FkHint;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::table::Table;
use crate::table::names::Constraint;

/// Returns the error for a violated unique constraint; none where its name tells no column.
pub(in crate::driver) fn unique(table: &'static Table, constraint: &str) -> Option<Error> {
    let columns = match table.constraint(constraint) {
        Some(Constraint::Unique(columns)) => columns,
        // The constraint may come from another model of the same table.
        _ => table
            .columns()
            .iter()
            .find(|column| table.constraint_name(&[column.name], "key") == constraint)
            .map(|column| vec![column.name.to_owned()])?,
    };
    Some(unique_over(table, columns, constraint))
}

/// Returns the error for a violated unique index over these columns.
pub(in crate::driver) fn unique_over(
    table: &'static Table,
    columns: Vec<String>,
    constraint: &str,
) -> Error {
    // MySQL ignores the name of a primary key.
    let constraint = (constraint != "PRIMARY").then(|| constraint.to_owned());
    Error::violation(
        table,
        Violation::Unique {
            columns,
            constraint,
        },
    )
}

/// Returns the error for a violated unique index whose columns are unknown.
pub(in crate::driver) fn unknown_unique(table: &'static Table, constraint: &str) -> Error {
    Failure::Duplicate
        .error(Some(table))
        .with_constraint(constraint)
}

/// Returns the error for a violated CHECK, which the model may not know.
pub(in crate::driver) fn check(table: &'static Table, constraint: &str) -> Error {
    let constraint = constraint.to_owned();
    Error::violation(table, Violation::Check { constraint })
}

/// Returns the error for a violated foreign key, which may belong to another table.
pub(in crate::driver) fn foreign_key(
    table: &'static Table,
    constraint: &str,
    writes: &FkHint,
) -> Error {
    let violation = match table.constraint(constraint) {
        Some(Constraint::ForeignKey(column)) if writes_column(table, &column, writes) => {
            Violation::MissingParent {
                column: Some(column),
            }
        }
        _ => Violation::Referenced {
            constraint: Some(constraint.to_owned()),
        },
    };
    Error::violation(table, violation)
}

/// Returns true when the statement wrote the foreign key itself, and false when it removed the row
/// that the key references, which can be a row of the same table.
fn writes_column(table: &Table, column: &str, writes: &FkHint) -> bool {
    match writes {
        FkHint::NewRow | FkHint::NewOrExistingRow => true,
        FkHint::Columns(written) | FkHint::OneRow(written) | FkHint::Rows(written) => {
            written.iter().any(|index| {
                table
                    .columns()
                    .get(*index)
                    .is_some_and(|written| written.name == column)
            })
        }
        FkHint::Deletion | FkHint::Deletions | FkHint::Nothing => false,
    }
}
