//! New rows: what is stored is known from what is sent, but for keys that the database makes.

use std::sync::Arc;

use validator::Validate;

use super::{call, lost};
use crate::driver::{Arguments, Call, Done, Work, Writes};
use crate::error::{Error, Result};
use crate::executor::{Handle, Integers};
use crate::filter::node::Node;
use crate::model::{Input, IntoNew, Model};
use crate::row::{Reader, WrittenRow};
use crate::statement;
use crate::table::ColumnDef;
use crate::value::Value;
use crate::write::{Filled, Values, now};

/// Puts one row together, and the call that inserts it.
pub(crate) fn one<M: Model>(db: Handle<'_>, row: Vec<Value>) -> Result<(Pending<M>, Call)> {
    let (pending, mut sent) = Pending::of(vec![row])?;
    let arguments = Arguments::Once(sent.pop().unwrap_or_default());
    Ok((pending, inserting::<M>(db, arguments, Work::ShortWrite)))
}

/// Puts several rows together, and the call that inserts them.
pub(crate) fn many<M: Model>(db: Handle<'_>, rows: Vec<Vec<Value>>) -> Result<(Pending<M>, Call)> {
    let (pending, sent) = Pending::of(rows)?;
    let call = inserting::<M>(db, Arguments::Each(sent), Work::LongWrite);
    Ok((pending, call))
}

/// Puts one row together, and the call that inserts it if all these conditions are met.
pub(crate) fn guarded<M: Model>(
    db: Handle<'_>,
    row: Vec<Value>,
    guards: &[Node],
) -> Result<(Pending<M>, Call)> {
    if guards.is_empty() {
        return one(db, row);
    }
    let (pending, mut sent) = Pending::of(vec![row])?;
    let sent = sent.pop().unwrap_or_default();
    let table = M::table();
    let (sql, values) = statement::insert_where(table, db.dialect(), sent, guards)?;
    let call = Call {
        writes: Writes::NewRow,
        ..call(table, sql, values, Integers::boxed(), Work::ShortWrite)
    };
    Ok((pending, call))
}

/// The row of a call that inserted one.
pub(crate) fn only<M>(mut rows: Vec<M>) -> Result<M> {
    rows.pop().ok_or_else(lost)
}

/// The values of a new row, all columns, validated.
pub(crate) fn values<M: Model>(input: impl IntoNew<M>) -> Result<Filled<Vec<Value>>> {
    let (input, server) = input.into_new().into_parts();
    let table = M::table();
    input
        .validate()
        .map_err(|fields| Error::validation(table, fields))?;
    let mut values = Values::new(table, now());
    input.put(server, &mut values);
    values.finish()
}

fn inserting<M: Model>(db: Handle<'_>, arguments: Arguments, work: Work) -> Call {
    let table = M::table();
    let sql = Arc::clone(&table.texts(db.dialect()).insert);
    Call {
        arguments,
        writes: Writes::NewRow,
        ..call(table, sql, Vec::new(), Integers::boxed(), work)
    }
}

/// What is known of new rows before they are written.
pub(crate) enum Pending<M> {
    /// Everything.
    Whole(Vec<M>),
    /// Everything but the key at this position.
    WithoutKey(usize, Vec<Vec<Value>>),
}

impl<M: Model> Pending<M> {
    /// Returns what is known, and the values to send.
    pub(crate) fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
        match M::table()
            .columns()
            .iter()
            .position(ColumnDef::made_by_database)
        {
            None => Ok((
                Self::Whole(rows.iter().map(|row| read(row)).collect::<Result<_>>()?),
                rows,
            )),
            Some(key) => {
                let mut rows = rows;
                for row in &mut rows {
                    // Any key will do to see that the row can be read back, before it is written.
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

    /// Returns the rows as they are stored, with the keys that the database made.
    pub(crate) fn written(self, done: Done) -> Result<Vec<M>> {
        match self {
            Self::Whole(rows) => Ok(rows),
            Self::WithoutKey(at, mut rows) => {
                let keys = done.into::<Integers>()?.found;
                if keys.len() != rows.len() {
                    return Err(lost());
                }
                for (row, key) in rows.iter_mut().zip(keys) {
                    set_key(row, at, key);
                }
                rows.iter().map(|row| read(row)).collect()
            }
        }
    }
}

fn set_key(row: &mut [Value], at: usize, key: i64) {
    if let Some(place) = row.get_mut(at) {
        *place = Value::I64(key);
    }
}

fn read<M: Model>(values: &[Value]) -> Result<M> {
    M::read(&mut Reader::of_sent(&WrittenRow(values), M::table()))
}
