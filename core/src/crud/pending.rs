//! New rows on their way into the database: what is stored is known from what is sent, but for keys that the database makes.

use super::lost;
use crate::driver::Done;
use crate::error::Result;
use crate::executor::Integers;
use crate::model::Model;
use crate::row::{Reader, WrittenRow};
use crate::table::ColumnDef;
use crate::value::Value;

/// What is known of new rows before they are written.
pub(super) enum Pending<M> {
    /// Everything.
    Whole(Vec<M>),
    /// Everything but the key at this position.
    WithoutKey(usize, Vec<Vec<Value>>),
}

impl<M: Model> Pending<M> {
    /// Returns what is known, and the values to send.
    pub(super) fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
        match M::table().columns().iter().position(ColumnDef::made_by_database) {
            None => Ok((Self::Whole(rows.iter().map(|row| read(row)).collect::<Result<_>>()?), rows)),
            Some(key) => {
                let mut sent = rows.clone();
                for row in &mut sent {
                    row.remove(key);
                }
                Ok((Self::WithoutKey(key, rows), sent))
            }
        }
    }

    /// Returns the rows as they are stored, with the keys that the database made.
    pub(super) fn written(self, done: Done) -> Result<Vec<M>> {
        match self {
            Self::Whole(rows) => Ok(rows),
            Self::WithoutKey(at, mut rows) => {
                let keys = done.into::<Integers>()?.found;
                if keys.len() != rows.len() {
                    return Err(lost());
                }
                for (row, key) in rows.iter_mut().zip(keys) {
                    if let Some(place) = row.get_mut(at) {
                        *place = Value::I64(key);
                    }
                }
                rows.iter().map(|row| read(row)).collect()
            }
        }
    }
}

fn read<M: Model>(values: &[Value]) -> Result<M> {
    M::read(&mut Reader::new(&WrittenRow(values), M::table()))
}
