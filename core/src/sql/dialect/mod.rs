//! Dialects: the SQL of each database, as plain data and pure functions.
//!
//! A dialect has four parts: [`Syntax`] for statements on rows, [`Ddl`] for statements that create
//! tables, [`RawStatements`] for those of the application, and [`Capabilities`]. Each database fills
//! them in a file of its own.

mod all;
pub(crate) mod capabilities;
pub(crate) mod ddl;
pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod sqlite;
pub(crate) mod syntax;

use crate::sql::dialect::capabilities::Capabilities;
use crate::sql::dialect::ddl::Ddl;
use crate::sql::dialect::raw::RawStatements;
use crate::sql::dialect::syntax::{Placeholder, Syntax};

/// The SQL of one database.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The index of the dialect, below [`DIALECTS`](crate::table::prepared::DIALECTS). A model
    /// caches its prepared SQL at it.
    pub(crate) index: usize,
    pub(crate) syntax: Syntax,
    pub(crate) ddl: Ddl,
    pub(crate) raw: RawStatements,
    pub(crate) capabilities: Capabilities,
}

impl Dialect {
    /// Returns the identifier in quotes. Names come from the macro, which refuses quotes in them.
    pub(crate) fn quoted(&self, name: &str) -> String {
        format!("{0}{name}{0}", self.syntax.quote)
    }

    /// Returns the placeholder of a value by its number, counted from 1.
    pub(crate) fn placeholder(&self, number: usize) -> String {
        match self.syntax.placeholder {
            Placeholder::Numbered(mark) => format!("{mark}{number}"),
            Placeholder::Bare(mark) => mark.to_string(),
        }
    }
}
