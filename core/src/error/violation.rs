//! [`Violation`]: a violated constraint, and its error with model and field.

use std::borrow::Cow;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::table::Table;

/// A violated constraint. Columns and constraints have their names in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A unique index over these columns. Without a name it has the one that the model gives it.
    Unique {
        columns: Vec<String>,
        constraint: Option<String>,
    },
    /// A foreign key of the written row points to no row. `None` if the database does not report
    /// which.
    MissingParent { column: Option<String> },
    /// The row to be deleted is still referenced through this constraint. `None` if the database
    /// does not report which.
    Referenced { constraint: Option<String> },
    /// A CHECK constraint.
    Check { constraint: String },
    /// A computed number that the type of its column does not hold.
    #[allow(dead_code, reason = "not every database reports the column")]
    OutOfRange { column: String },
    /// NULL in a column that is not nullable.
    Null { column: String },
    /// Text or bytes in these columns that are longer than the database can index.
    #[allow(dead_code, reason = "not every database has such a limit")]
    TooLong { columns: Vec<String> },
}

impl Error {
    /// Returns the error for a violated constraint, with model, field and constraint.
    pub(crate) fn violation(table: &'static Table, violation: Violation) -> Self {
        let model = table.model();
        match violation {
            Violation::Unique {
                columns,
                constraint,
            } => {
                let fields: Vec<&'static str> = columns
                    .iter()
                    .filter_map(|column| table.field_of_column(column))
                    .collect();
                let mut error = match fields.as_slice() {
                    [field] => Self::new(ErrorKind::Conflict, format!("`{model}.{field}` is already taken by another row; choose another value"))
                        .with_field(field, "unique", Cow::Borrowed("is already taken")),
                    _ => Self::new(
                        ErrorKind::Conflict,
                        format!("another row of `{model}` already has this combination of {}; choose another", fields.join(", ")),
                    )
                    .with_fields(&fields, "unique", Cow::Borrowed("is already taken in this combination")),
                };
                error.inner.constraint =
                    constraint.or_else(|| Some(table.unique_constraint(&columns)));
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
                error.inner.constraint = column.map(|column| table.foreign_key_name(&column));
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
                        format!("`{model}.{field}` violates the check `{constraint}` of the table"),
                    )
                    .with_field(
                        field,
                        "check",
                        Cow::Borrowed("violates a check of the table"),
                    ),
                    None => Self::new(
                        ErrorKind::Check,
                        format!("the row violates the check `{constraint}` of `{model}`'s table"),
                    ),
                };
                error.inner.constraint = Some(constraint);
                error.with_model(table)
            }
            Violation::OutOfRange { column } => {
                let error = Self::out_of_range().with_model(table);
                match table.field_of_column(&column) {
                    Some(field) => error.in_field(table, field),
                    None => error,
                }
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

    /// Returns the error for a computed number that does not fit its type, of which the database
    /// does not report the column.
    pub(crate) fn out_of_range() -> Self {
        Self::new(ErrorKind::Check, OUT_OF_RANGE)
    }

    /// Adds the column whose number does not fit to an error of [`Error::out_of_range`].
    pub(crate) fn of_number(self, table: &'static Table, at: usize) -> Self {
        if self.inner.message == OUT_OF_RANGE && self.inner.field.is_none() {
            self.in_field(table, table.field(at))
        } else {
            self
        }
    }

    fn in_field(mut self, table: &'static Table, field: &'static str) -> Self {
        let model = table.model();
        self.inner.message =
            format!("`{model}.{field}` does not fit its type; use smaller numbers").into();
        self.with_field(field, "check", Cow::Borrowed("does not fit its type"))
    }
}

/// The message for a number of an unknown column, by which the error is recognized.
const OUT_OF_RANGE: &str = "a number does not fit its type; use smaller numbers";
