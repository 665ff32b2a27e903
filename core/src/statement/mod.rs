//! Statements: SQL text and values, rendered from a model's description for one dialect.

mod groups;
mod insert;
mod json;
mod raw;
mod render;
mod search;
mod select;
mod text;

#[cfg(test)]
mod tests;

use std::sync::Arc;

#[allow(
    unreachable_pub,
    reason = "in the signature of a trait of the public interface"
)]
pub use groups::Measure;
pub(crate) use groups::{GroupSort, Grouping, Having, groups};
#[allow(
    unused_imports,
    reason = "called by the drivers of the databases that take a list of values for each row"
)]
pub(crate) use insert::insert_tuples;
pub(crate) use insert::{insert_where, upsert};
#[cfg(feature = "auth")]
pub(crate) use render::sign_in;
pub(crate) use render::{Updating, delete_unchanged, update};

pub(crate) use select::{
    Computed, Function, change, change_one, columns, computed, delete, order_of, page, related,
    rows,
};

use crate::dialect::Dialect;
use crate::error::Result;
use crate::table::Table;

/// Returns a text of the program's own with the dialect's placeholders, of which there is one for each value.
pub(crate) fn raw(text: &str, dialect: &Dialect, values: usize) -> Result<String> {
    let (placed, count) = raw::placed(text, dialect, 1)?;
    raw::check(count, values)?;
    Ok(placed)
}

/// The statements of one model that depend on nothing but the dialect. Rendered once and kept.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Inserts one row. Takes every column that the database does not make; returns the key where it does.
    pub(crate) insert: Arc<str>,
    /// Inserts any number of rows, whose values come as one array for each column; returns the keys in the order of the rows
    /// where the database makes them. None where it takes no arrays, and for rows without a value.
    #[allow(
        dead_code,
        reason = "read by the drivers of the databases that take arrays"
    )]
    pub(crate) insert_many: Option<Arc<str>>,
    /// Reads one row by its key.
    pub(crate) get: Arc<str>,
    /// Answers 1 where a row with the key exists; no row otherwise.
    pub(crate) exists: Arc<str>,
    /// Deletes one row by its key, so that it is there no more.
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
