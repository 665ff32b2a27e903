//! New rows: the stored row is known from the values that are sent, except for keys that the
//! database generates.

use crate::driver::seam::Sink;
use crate::error::{Error, Result, protocol_error};
use crate::model::Model;
use crate::model::argument::key_value;
use crate::model::reader::Reader;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::codec::WrittenRow;
use crate::value::row::Row;

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

/// New rows while they are written: the sink of their INSERT. A row whose generated key cannot be
/// read is refused, so that a driver can undo it.
pub(crate) struct Pending<M> {
    /// The position of the key that the database generates, and the rows without it.
    incomplete: Option<(usize, std::vec::IntoIter<Vec<Value>>)>,
    complete: Vec<M>,
}

impl<M: Model> Pending<M> {
    /// Returns the pending rows, and the values to send.
    pub(crate) fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
        let Some(key) = generated_key::<M>() else {
            let complete = rows.iter().map(|row| read(row)).collect::<Result<_>>()?;
            let pending = Self {
                incomplete: None,
                complete,
            };
            return Ok((pending, rows));
        };
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
        let pending = Self {
            complete: Vec::with_capacity(rows.len()),
            incomplete: Some((key, rows.into_iter())),
        };
        Ok((pending, sent))
    }

    /// Returns true if the database generates the keys: it returns them in the order of the rows.
    pub(crate) const fn awaits_keys(&self) -> bool {
        self.incomplete.is_some()
    }

    /// Returns true if the database returned a key.
    pub(crate) fn has_key(&self) -> bool {
        self.incomplete.is_some() && !self.complete.is_empty()
    }

    /// Returns the rows as they are stored, with the keys that the database generated.
    pub(crate) fn written(self) -> Result<Vec<M>> {
        match self.incomplete {
            Some((_, rest)) if rest.len() > 0 => Err(protocol_error()),
            _ => Ok(self.complete),
        }
    }
}

impl<M: Model> Sink for Pending<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let Some((position, rows)) = &mut self.incomplete else {
            return Ok(());
        };
        let unreadable = |reason| Error::unreadable(M::table(), *position, reason);
        let key = row.integer(0).map_err(unreadable)?;
        let (Some(key), Some(mut values)) = (key, rows.next()) else {
            return Err(protocol_error());
        };
        set_key(&mut values, *position, key);
        // Everything but the key was read before.
        let stored = WrittenRow(&values);
        self.complete
            .push(M::read(&mut Reader::new(&stored, M::table()))?);
        Ok(())
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
