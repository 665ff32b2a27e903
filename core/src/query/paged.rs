//! [`Paged`]: the rows up to a limit, and whether there are more.

use crate::driver::seam::Sink;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::loaded_rows::{LoadedRows, value};
use crate::model::Model;
use crate::stmt::sort::Sort;
use crate::table::Table;
use crate::value::Value;
use crate::value::row::Row;

/// Collects the rows of a page, and the values of its first and its last row in the columns of the
/// order. The statement selects one row more.
pub(super) struct Paged<M> {
    pub(super) found: LoadedRows<M>,
    /// The maximum number of rows. A row after them is not collected.
    most: usize,
    /// The positions of the columns of the order.
    positions: Vec<usize>,
    /// Empty if there is no row.
    pub(super) first: Vec<Value>,
    /// Empty if the page is not full, so there is no next row.
    pub(super) last: Vec<Value>,
    /// True if there is a row after the page.
    pub(super) more: bool,
}

impl<M: Model> Paged<M> {
    /// Returns the sink of a page with the values of these columns, in this total order.
    pub(super) fn boxed(columns: Vec<usize>, order: &[Sort], limit: i64) -> Box<Self> {
        let table = M::table();
        let position = |sort: &Sort| {
            let mut columns = table.columns().iter();
            columns.position(|column| std::ptr::eq(column, sort.column))
        };
        Box::new(Self {
            found: LoadedRows::new(columns),
            most: usize::try_from(limit).unwrap_or(usize::MAX),
            positions: order.iter().filter_map(position).collect(),
            first: Vec::new(),
            last: Vec::new(),
            more: false,
        })
    }

    fn ends(&self, row: &dyn Row) -> Result<Vec<Value>> {
        let positions = self.positions.iter();
        positions
            .map(|position| value(row, *position, M::table(), *position))
            .collect()
    }
}

impl<M: Model> Sink for Paged<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let number = self.found.rows.len();
        if number == self.most {
            self.more = true;
            return if self.ends(row)? == self.last {
                Err(same_position(M::table()))
            } else {
                Ok(())
            };
        }
        if number == 0 {
            self.first = self.ends(row)?;
        }
        if number + 1 == self.most {
            self.last = self.ends(row)?;
        }
        self.found.take(row)
    }
}

/// Returns the error for two rows that the order does not tell apart: the rows after the first of
/// them would lack the second.
#[cold]
fn same_position(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!(
        "several rows have the same key of `{model}`, and a page ends between them; order the query by the columns that are unique in the table"
    );
    Error::new(ErrorKind::MultipleRows, message).with_model(table)
}
