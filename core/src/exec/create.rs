//! New rows: what is stored is known from what is sent, but for keys that the database makes.

use std::sync::Arc;

use validator::Validate;

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::driver::sinks::Integers;
use crate::driver::{Arguments, Call, FkHint};
use crate::error::{Error, Result, protocol_error};
use crate::exec::with_hooks;
use crate::model::reader::Reader;
use crate::model::write::{NewRow, PendingWrite, now};
use crate::model::{Input, IntoNew, Model};
use crate::sql::render::insert;
use crate::stmt::condition::Condition;
use crate::stmt::workload::Workload;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::codec::WrittenRow;

/// Puts one row together, and the call that inserts it.
fn one<M: Model>(db: Connection<'_>, row: Vec<Value>) -> Result<(Pending<M>, Call)> {
    let (pending, mut sent) = Pending::of(vec![row])?;
    let arguments = Arguments::Once(sent.pop().unwrap_or_default());
    Ok((pending, inserting::<M>(db, arguments, Workload::ShortWrite)))
}

/// Puts several rows together, and the call that inserts them.
fn many<M: Model>(db: Connection<'_>, rows: Vec<Vec<Value>>) -> Result<(Pending<M>, Call)> {
    let (pending, sent) = Pending::of(rows)?;
    let call = inserting::<M>(db, Arguments::Each(sent), Workload::LongWrite);
    Ok((pending, call))
}

/// Puts one row together, and the call that inserts it if all these conditions are met.
fn guarded<M: Model>(
    db: Connection<'_>,
    row: Vec<Value>,
    guards: &[Condition],
) -> Result<(Pending<M>, Call)> {
    if guards.is_empty() {
        return one(db, row);
    }
    let (pending, mut sent) = Pending::of(vec![row])?;
    let sent = sent.pop().unwrap_or_default();
    let table = M::table();
    let (sql, values) = insert::insert_where(table, db.dialect(), sent, guards)?;
    let call = Call {
        writes: FkHint::NewRow,
        ..Call::new(table, sql, values, Integers::boxed(), Workload::ShortWrite)
    };
    Ok((pending, call))
}

/// Inserts the row, with its hooks, if all these conditions are met; none where they are not.
pub(crate) fn creating<M: Model>(
    db: Connection<'_>,
    row: Vec<Value>,
    guards: Vec<Condition>,
) -> Operation<'_, Option<M>> {
    let Some(hooks) = M::HOOKS else {
        return Box::pin(async move { inserted(db, row, &guards).await });
    };
    let guards = Arc::new(guards);
    let write: with_hooks::Create<M> = Box::new(move |db, mut rows| {
        let guards = Arc::clone(&guards);
        Box::pin(async move {
            let row = rows.pop().ok_or_else(protocol_error)?;
            Ok(inserted(db, row, &guards).await?.map(|row| vec![row]))
        })
    });
    let rows = with_hooks::created(db, hooks, vec![row], write);
    Box::pin(async move { rows.await?.map(only).transpose() })
}

/// Inserts the rows, with their hooks.
pub(crate) fn creating_many<M: Model>(
    db: Connection<'_>,
    rows: Vec<Vec<Value>>,
) -> Operation<'_, Vec<M>> {
    async fn plain<M: Model>(db: Connection<'_>, rows: Vec<Vec<Value>>) -> Result<Vec<M>> {
        let (pending, call) = many(db, rows)?;
        pending.written(db.run(call).await?.into::<Integers>()?.found)
    }
    let Some(hooks) = M::HOOKS else {
        return Box::pin(plain(db, rows));
    };
    let write: with_hooks::Create<M> =
        Box::new(|db, rows| Box::pin(async move { plain(db, rows).await.map(Some) }));
    let created = with_hooks::created(db, hooks, rows, write);
    Box::pin(async move { created.await?.ok_or_else(protocol_error) })
}

/// Inserts the row if all these conditions are met; none where they are not.
async fn inserted<M: Model>(
    db: Connection<'_>,
    row: Vec<Value>,
    guards: &[Condition],
) -> Result<Option<M>> {
    let (pending, call) = guarded(db, row, guards)?;
    let done = db.run(call).await?;
    let (affected, keys) = (done.affected, done.into::<Integers>()?.found);
    // A database that returns the key it made may not count the row.
    if affected == 0 && keys.is_empty() && !guards.is_empty() {
        return Ok(None);
    }
    only(pending.written(keys)?).map(Some)
}

/// The row of a call that inserted one.
pub(crate) fn only<M>(mut rows: Vec<M>) -> Result<M> {
    rows.pop().ok_or_else(protocol_error)
}

/// The rows that these values make; a key that the database makes is 1.
pub(crate) fn read_all<M: Model>(rows: &[Vec<Value>]) -> Result<Vec<M>> {
    let made = M::table()
        .columns()
        .iter()
        .position(ColumnDef::made_by_database);
    let rows = rows.iter().map(|row| match made {
        None => read(row),
        Some(at) => {
            let mut row = row.clone();
            set_key(&mut row, at, 1);
            read(&row)
        }
    });
    rows.collect()
}

/// The rows that these values made once more, with the same keys: a model need not be `Clone`.
pub(crate) fn read_again<M: Model>(values: &[Vec<Value>], rows: &[M]) -> Result<Vec<M>> {
    let at = M::table().key_position();
    let again = values.iter().zip(rows).map(|(values, row)| {
        let mut values = values.clone();
        if let Some(place) = values.get_mut(at) {
            *place = crate::model::argument::key_value::<M>(row.key())?;
        }
        read(&values)
    });
    again.collect()
}

/// The values of a new row, all columns, validated.
pub(crate) fn values<M: Model>(input: impl IntoNew<M>) -> Result<PendingWrite<Vec<Value>>> {
    let (input, server) = input.into_new().into_parts();
    let table = M::table();
    input
        .validate()
        .map_err(|fields| Error::validation(table, fields))?;
    let mut values = NewRow::new(table, now());
    input.put(server, &mut values);
    values.finish()
}

fn inserting<M: Model>(db: Connection<'_>, arguments: Arguments, work: Workload) -> Call {
    let table = M::table();
    let sql = Arc::clone(&db.dialect().prepared(table).insert);
    Call {
        arguments,
        writes: FkHint::NewRow,
        ..Call::new(table, sql, Vec::new(), Integers::boxed(), work)
    }
}

/// What is known of new rows before they are written.
enum Pending<M> {
    /// Everything.
    Whole(Vec<M>),
    /// Everything but the key at this position.
    WithoutKey(usize, Vec<Vec<Value>>),
}

impl<M: Model> Pending<M> {
    /// Returns what is known, and the values to send.
    fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
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
    fn written(self, keys: Vec<i64>) -> Result<Vec<M>> {
        match self {
            Self::Whole(rows) => Ok(rows),
            Self::WithoutKey(at, mut rows) => {
                if keys.len() != rows.len() {
                    return Err(protocol_error());
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
