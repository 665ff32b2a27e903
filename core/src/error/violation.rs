//! From a violated constraint, as a driver names it, to an error with model and field.

use std::borrow::Cow;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;

/// A constraint that the database found violated. Names are those of the database: columns and constraints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A unique index over these columns.
    Unique { columns: Vec<String> },
    /// A foreign key of the written row points to no row. None where the database does not say which.
    MissingParent { column: Option<String> },
    /// The row that is deleted is still pointed to through this constraint. None where the database does not say which.
    Referenced { constraint: Option<String> },
    /// A CHECK constraint.
    Check { constraint: String },
    /// A null in a column that takes none.
    Null { column: String },
    /// Text or bytes in these columns that are longer than the database can index.
    #[allow(dead_code, reason = "not every database has such a limit")]
    TooLong { columns: Vec<String> },
}

impl Error {
    /// Names model, field and constraint for what the database refused.
    pub(crate) fn violation(table: &'static Table, violation: Violation) -> Self {
        let model = table.model();
        match violation {
            Violation::Unique { columns } => {
                let fields: Vec<&'static str> = columns
                    .iter()
                    .filter_map(|column| table.field_of_column(column))
                    .collect();
                let mut error = match fields.as_slice() {
                    [field] => Self::new(ErrorKind::Conflict, format!("`{model}.{field}` is already taken by another row; choose another value"))
                        .with_field(field, "unique", Cow::Borrowed("is already taken")),
                    _ => Self::new(
                        ErrorKind::Conflict,
                        format!("another row of `{model}` already has these values of {}, taken together; choose others", fields.join(", ")),
                    )
                    .with_fields(&fields, "unique", Cow::Borrowed("is already taken together with the others")),
                };
                error.inner.constraint = table.unique_constraint(&columns);
                error.with_model(table)
            }
            Violation::MissingParent { column } => {
                let field = column
                    .as_deref()
                    .and_then(|column| table.field_of_column(column));
                let mut error = match field {
                    Some(field) => Self::new(
                        ErrorKind::ForeignKey,
                        format!(
                            "`{model}.{field}` points to no row; create the row it points to first"
                        ),
                    )
                    .with_field(
                        field,
                        "foreign_key",
                        Cow::Borrowed("points to no row"),
                    ),
                    None => Self::new(
                        ErrorKind::ForeignKey,
                        format!(
                            "a foreign key of `{model}` points to no row; create the row it points to first"
                        ),
                    ),
                };
                error.inner.constraint =
                    column.map(|column| table.constraint_name(&[&column], "fkey"));
                error.with_model(table)
            }
            Violation::Referenced { constraint } => {
                let mut error = Self::new(
                    ErrorKind::ForeignKey,
                    match &constraint {
                        Some(name) => format!(
                            "this `{model}` is still pointed to through `{name}`; delete or move those rows first"
                        ),
                        None => format!(
                            "this `{model}` is still pointed to; delete or move those rows first"
                        ),
                    },
                );
                error.inner.constraint = constraint;
                error.with_model(table)
            }
            Violation::Check { constraint } => {
                let field = table.field_of_check(&constraint);
                let mut error = match field {
                    Some(field) => Self::new(
                        ErrorKind::Check,
                        format!("`{model}.{field}` breaks the check `{constraint}` of the table"),
                    )
                    .with_field(
                        field,
                        "check",
                        Cow::Borrowed("breaks a check of the table"),
                    ),
                    None => Self::new(
                        ErrorKind::Check,
                        format!("the row breaks the check `{constraint}` of `{model}`'s table"),
                    ),
                };
                error.inner.constraint = Some(constraint);
                error.with_model(table)
            }
            Violation::Null { column } => {
                let error = match table.field_of_column(&column) {
                    Some(field) => Self::new(
                        ErrorKind::Check,
                        format!("`{model}.{field}` cannot be null; give it a value"),
                    )
                    .with_field(field, "null", Cow::Borrowed("cannot be null")),
                    None => Self::new(
                        ErrorKind::Check,
                        format!(
                            "a column of `{model}`'s table that the model does not have cannot be null; compare the two"
                        ),
                    ),
                };
                error.with_model(table)
            }
            Violation::TooLong { columns } => {
                let fields: Vec<&'static str> = columns
                    .iter()
                    .filter_map(|column| table.field_of_column(column))
                    .collect();
                let message = format!(
                    "{} of `{model}` is longer than the database can index; give it a `len(..)` that fits",
                    fields.join(", ")
                );
                let error = Self::new(ErrorKind::Check, message);
                let error = match fields.as_slice() {
                    [field] => error.with_field(
                        field,
                        "len",
                        Cow::Borrowed("is longer than the database can index"),
                    ),
                    _ => error,
                };
                error.with_model(table)
            }
        }
    }
}
