//! New rows: the stored row is known from the values that are sent, except for keys that the
//! database generates.

use crate::error::{Result, protocol_error};
use crate::model::Model;
use crate::model::argument::key_value;
use crate::model::reader::Reader;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::codec::WrittenRow;

/// Returns the rows with these values; a key that the database generates is 1.
pub(crate) fn read_all<M: Model>(rows: &[Vec<Value>]) -> Result<Vec<M>> {
    let generated = generated_key::<M>();
    let rows = rows.iter().map(|row| match generated {
        None => read(row),
        Some(position) => {
            let mut row = row.clone();
            set_key(&mut row, position, 1);
            read(&row)
        }
    });
    rows.collect()
}

/// Returns the rows with these values a second time, with the same keys: a model need not be
/// `Clone`.
pub(crate) fn read_again<M: Model>(values: Vec<Vec<Value>>, rows: &[M]) -> Result<Vec<M>> {
    let position = M::table().key_position();
    let again = values.into_iter().zip(rows).map(|(mut values, row)| {
        if let Some(key) = values.get_mut(position) {
            *key = key_value::<M>(row.key())?;
        }
        read(&values)
    });
    again.collect()
}

/// New rows before they are written.
pub(crate) enum Pending<M> {
    /// Complete rows.
    Whole(Vec<M>),
    /// Rows without the key at this position.
    WithoutKey(usize, Vec<Vec<Value>>),
}

impl<M: Model> Pending<M> {
    /// Returns the pending rows, and the values to send.
    pub(crate) fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
        match generated_key::<M>() {
            None => Ok((
                Self::Whole(rows.iter().map(|row| read(row)).collect::<Result<_>>()?),
                rows,
            )),
            Some(key) => {
                let mut rows = rows;
                for row in &mut rows {
                    // Checks with any key that the row can be read back, before it is written.
                    set_key(row, key, 1);
                    read::<M>(row)?;
                }
                let mut sent = rows.clone();
                for row in &mut sent {
                    row.remove(key);
                }
                Ok((Self::WithoutKey(key, rows), sent))
            }
        }
    }

    /// Returns the rows as they are stored, with the keys that the database generated.
    pub(crate) fn written(self, keys: Vec<i64>) -> Result<Vec<M>> {
        match self {
            Self::Whole(rows) => Ok(rows),
            Self::WithoutKey(position, mut rows) => {
                if keys.len() != rows.len() {
                    return Err(protocol_error());
                }
                for (row, key) in rows.iter_mut().zip(keys) {
                    set_key(row, position, key);
                }
                rows.iter().map(|row| read(row)).collect()
            }
        }
    }
}

/// Returns the position of a key that the database generates.
fn generated_key<M: Model>() -> Option<usize> {
    let mut columns = M::table().columns().iter();
    columns.position(ColumnDef::made_by_database)
}

fn set_key(row: &mut [Value], position: usize, key: i64) {
    if let Some(value) = row.get_mut(position) {
        *value = Value::I64(key);
    }
}

fn read<M: Model>(values: &[Value]) -> Result<M> {
    M::read(&mut Reader::of_sent(&WrittenRow(values), M::table()))
}
