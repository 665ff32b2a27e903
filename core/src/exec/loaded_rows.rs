//! The rows of a query, and the values of the columns by which related rows are loaded.

use std::fmt;

use crate::driver::seam::Sink;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::reader::Reader;
use crate::table::Table;
use crate::value::row::Row;
use crate::value::{Kind, Value};

/// Collects rows of one model, and for each the values of some of its columns.
pub struct LoadedRows<M> {
    pub(crate) rows: Vec<M>,
    /// The positions of the columns.
    columns: Vec<usize>,
    /// For each of the columns, its value in each row.
    pub(crate) values: Vec<Vec<Value>>,
}

impl<M: Model> LoadedRows<M> {
    pub(crate) fn boxed(columns: Vec<usize>) -> Box<Self> {
        Box::new(Self::new(columns))
    }

    pub(crate) fn new(columns: Vec<usize>) -> Self {
        Self {
            rows: Vec::new(),
            values: columns.iter().map(|_| Vec::new()).collect(),
            columns,
        }
    }

    /// Reverses the order of the rows.
    pub(crate) fn reverse(&mut self) {
        self.rows.reverse();
        self.values.iter_mut().for_each(|values| values.reverse());
    }

    /// Reads one row.
    pub(crate) fn take(&mut self, row: &dyn Row) -> Result<()> {
        self.rows.push(M::read(&mut Reader::new(row, M::table()))?);
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            values.push(value(row, *column, M::table(), *column)?);
        }
        Ok(())
    }
}

impl<M: Model> Sink for LoadedRows<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.take(row)
    }
}

/// Reads the value at this index of the row with the kind of the column.
pub(crate) fn value(
    row: &dyn Row,
    index: usize,
    table: &'static Table,
    column: usize,
) -> Result<Value> {
    let kind = table.columns().get(column).map(|column| column.kind);
    let kind = kind.unwrap_or(Kind::Text);
    Value::read(row, index, kind).map_err(|reason| Error::unreadable(table, column, reason))
}

impl<M> fmt::Debug for LoadedRows<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadedRows")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}
