//! The rows of a query, and the values that lead from them to related rows.

use std::fmt;

use crate::driver::seam::Sink;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::reader::Reader;
use crate::table::Table;
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// Takes rows of one model, and beside each the values of some of its columns.
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

    /// Puts the rows into the opposite order.
    pub(crate) fn reverse(&mut self) {
        self.rows.reverse();
        self.values.iter_mut().for_each(|values| values.reverse());
    }

    /// Takes one row.
    pub(crate) fn take(&mut self, row: &dyn Row) -> Result<()> {
        self.rows.push(M::read(&mut Reader::new(row, M::table()))?);
        for (at, values) in self.columns.iter().zip(&mut self.values) {
            values.push(value(row, *at, M::table(), *at)?);
        }
        Ok(())
    }
}

impl<M: Model> Sink for LoadedRows<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.take(row)
    }
}

/// Reads the value at this place of the row as what the column holds.
pub(crate) fn value(
    row: &dyn Row,
    place: usize,
    table: &'static Table,
    column: usize,
) -> Result<Value> {
    let kind = table.columns().get(column).map(|column| column.kind);
    let kind = kind.unwrap_or(Kind::Text);
    of_kind(row, place, kind)
        .map(|value| value.unwrap_or(Value::Null(kind)))
        .map_err(|reason| Error::unreadable(table, column, reason))
}

fn of_kind(row: &dyn Row, at: usize, kind: Kind) -> Result<Option<Value>, Unreadable> {
    let narrow = |expected| move |_| Unreadable::expected(expected);
    Ok(match kind {
        Kind::Bool => row.boolean(at)?.map(Value::Bool),
        Kind::I16 => {
            let value = row.integer(at)?.map(i16::try_from).transpose();
            value
                .map_err(narrow("an integer of 16 bits"))?
                .map(Value::I16)
        }
        Kind::I32 => {
            let value = row.integer(at)?.map(i32::try_from).transpose();
            value
                .map_err(narrow("an integer of 32 bits"))?
                .map(Value::I32)
        }
        Kind::I64 => row.integer(at)?.map(Value::I64),
        Kind::F32 => {
            #[allow(clippy::cast_possible_truncation, reason = "it was stored as an `f32`")]
            let value = row.float(at)?.map(|value| Value::F32(value as f32));
            value
        }
        Kind::F64 => row.float(at)?.map(Value::F64),
        Kind::Text => row.text(at)?.map(|text| Value::Text(text.to_owned())),
        Kind::Bytes => row.bytes(at)?.map(|bytes| Value::Bytes(bytes.to_vec())),
        Kind::Uuid => row.uuid(at)?.map(Value::Uuid),
        Kind::Timestamp => row.timestamp(at)?.map(Value::Timestamp),
        Kind::Date => row.date(at)?.map(Value::Date),
        Kind::Time => row.time(at)?.map(Value::Time),
        Kind::Json => row.json(at)?.map(|text| Value::Json(text.to_owned())),
        Kind::Decimal => row
            .decimal(at)?
            .map(|text| Value::Decimal(text.into_owned())),
    })
}

impl<M> fmt::Debug for LoadedRows<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}
