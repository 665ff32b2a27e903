//! Statements: SQL text and values, rendered from a model's description for one dialect.

mod render;

use std::sync::Arc;

pub(crate) use render::{Selection, select_where, update};

use crate::dialect::Dialect;
use crate::table::Table;

/// The statements of one model that depend on nothing but the dialect. Rendered once and kept.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Inserts one row. Takes every column that the database does not make; returns the key where it does.
    pub(crate) insert: Arc<str>,
    /// Reads one row by its key.
    pub(crate) get: Arc<str>,
    /// Answers 1 where a row with the key exists; no row otherwise.
    pub(crate) exists: Arc<str>,
    /// Deletes one row by its key.
    pub(crate) delete: Arc<str>,
    /// Reads rows in the order of their keys: limit, offset.
    pub(crate) list: Arc<str>,
    /// Counts all rows.
    pub(crate) count: Arc<str>,
    /// Reads one row by one column, for each column in order.
    pub(crate) find_by: Vec<Arc<str>>,
    /// The columns of the model, quoted and joined.
    pub(crate) columns: String,
}

impl Texts {
    pub(crate) fn render(table: &Table, dialect: &Dialect) -> Self {
        render::texts(table, dialect)
    }
}
