//! Dialects: how a database spells what the SDK says. Plain data and pure functions.

pub(crate) mod sqlite;

use crate::table::ColumnDef;

/// How many dialects there are: the number of places that a model keeps its rendered statements in.
pub(crate) const DIALECTS: usize = 3;

/// The spelling of one database.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The place of the dialect among all, below [`DIALECTS`].
    pub(crate) index: usize,
    /// The mark around an identifier.
    pub(crate) quote: char,
    /// What a placeholder starts with, before its number.
    pub(crate) placeholder: char,
    /// What follows the closing parenthesis of CREATE TABLE.
    pub(crate) table_suffix: &'static str,
    /// The type of a column.
    pub(crate) column_type: fn(&ColumnDef) -> String,
    /// What makes a column an integer key that the database counts up.
    pub(crate) counted_key: &'static str,
    /// The length of a column in the unit of `len(..)`.
    pub(crate) length: fn(&ColumnDef, quoted: &str) -> Option<String>,
    /// A column as a number that can be compared.
    pub(crate) number: fn(&ColumnDef, quoted: &str) -> String,
    /// A check that the type alone does not make, such as 0 or 1 for a truth value.
    pub(crate) type_check: fn(&ColumnDef, quoted: &str) -> Option<String>,
}

impl Dialect {
    /// Returns the identifier in quotes. Names come from the macro, which refuses quotes in them.
    pub(crate) fn quoted(&self, name: &str) -> String {
        format!("{0}{name}{0}", self.quote)
    }

    /// Returns the placeholder of the value at this place, counted from 1.
    pub(crate) fn placeholder(&self, at: usize) -> String {
        format!("{}{at}", self.placeholder)
    }
}
