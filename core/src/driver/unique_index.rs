//! The unique indexes of a table as the catalogue of the database has them, to name the field and
//! the constraint of a conflict. Read only after a conflict.

use crate::driver::seam::Sink;
use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::table::Table;
use crate::value::row::Row;

/// An index, and its columns in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct UniqueIndex {
    name: String,
    columns: Vec<String>,
}

/// The unique indexes of one table. As a sink it takes rows of an index and one of its columns.
#[derive(Debug, Clone, Default)]
pub(in crate::driver) struct UniqueIndexes(Vec<UniqueIndex>);

impl Sink for UniqueIndexes {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        // A part of an index that is an expression has no column.
        if let (Ok(Some(name)), Ok(column)) = (row.text(0), row.text(1)) {
            self.add(name, column.unwrap_or_default());
        }
        Ok(())
    }
}

impl UniqueIndexes {
    fn add(&mut self, name: &str, column: &str) {
        match self.0.last_mut() {
            Some(last) if last.name == name => last.columns.push(column.to_owned()),
            _ => self.0.push(UniqueIndex {
                name: name.to_owned(),
                columns: vec![column.to_owned()],
            }),
        }
    }

    /// Completes the error of a conflict: the columns where the database reported the name of the
    /// index, and its name where it reported the columns.
    ///
    /// # Errors
    ///
    /// The error as it was, where the index is not among these.
    pub(in crate::driver) fn complete(&self, table: &'static Table, error: Error) -> Result<Error> {
        let Some(name) = error.constraint() else {
            return Err(error);
        };
        let named = self.0.iter().find(|index| index.name == name);
        if error.fields().is_some() {
            let over = |index: &&UniqueIndex| table.unique_constraint(&index.columns) == name;
            return match (named, self.0.iter().find(over)) {
                (Some(_), _) => Ok(error),
                (None, Some(index)) => Ok(error.with_constraint(&index.name)),
                (None, None) => Err(error),
            };
        }
        let Some(index) = named else {
            return Err(error);
        };
        let is_known = |column: &&String| table.field_of_column(column).is_some();
        let columns: Vec<String> = index.columns.iter().filter(is_known).cloned().collect();
        if columns.is_empty() {
            return Err(error);
        }
        let constraint = Some(index.name.clone());
        let violation = Violation::Unique {
            columns,
            constraint,
        };
        Ok(Error::violation(table, violation).with_raw_of(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::kind::ErrorKind;
    use crate::table::column::ColumnDef;

    static USER: Table = Table::new(
        "User",
        "user",
        &[
            ColumnDef::of::<i64>("id").key(),
            ColumnDef::of::<String>("mail").named("email"),
            ColumnDef::of::<String>("nick"),
        ],
    );

    fn indexes() -> UniqueIndexes {
        let mut found = UniqueIndexes::default();
        for (name, column) in [
            ("mine", "email"),
            ("both", "nick"),
            ("both", "email"),
            ("live", "nick"),
            ("live", "fivefold_live"),
            ("expression", ""),
        ] {
            found.add(name, column);
        }
        found
    }

    #[test]
    fn an_index_that_is_named_gets_its_columns() {
        for (name, field, fields) in [
            ("mine", Some("mail"), &["mail"][..]),
            ("both", None, &["mail", "nick"]),
            ("live", Some("nick"), &["nick"]),
        ] {
            let error = Error::new(ErrorKind::Conflict, "a duplicate").with_constraint(name);
            let error = indexes().complete(&USER, error.with_raw("raw")).unwrap();
            assert_eq!((error.field(), error.constraint()), (field, Some(name)));
            assert!(error.concerns(fields) && error.raw().is_some(), "{error:?}");
        }
        for name in ["expression", "unknown"] {
            let error = Error::new(ErrorKind::Conflict, "a duplicate").with_constraint(name);
            let error = indexes().complete(&USER, error).unwrap_err();
            assert_eq!((error.fields(), error.constraint()), (None, Some(name)));
        }
    }

    #[test]
    fn columns_that_are_named_get_the_index() {
        for (columns, expected) in [
            (&["email"][..], "mine"),
            (&["nick", "email"], "both"),
            (&["email", "nick"], "user_email_nick_key"),
            (&["id"], "user_pkey"),
        ] {
            let columns = columns.iter().map(ToString::to_string).collect();
            let violation = Violation::Unique {
                columns,
                constraint: None,
            };
            let error = indexes().complete(&USER, Error::violation(&USER, violation));
            let error = error.unwrap_or_else(|error| error);
            assert_eq!(error.constraint(), Some(expected));
        }
    }
}
