//! New rows: what is stored is known from what is sent, except for keys that the database generates.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::driver::seam::{Arguments, Call, FkHint};
use crate::driver::sinks::Integers;
use crate::error::violation::Violation;
use crate::error::{Error, Result, protocol_error};
use crate::exec::ownership::OwnershipChecks;
use crate::exec::pipeline;
use crate::exec::write::{Write, Written};
use crate::model::argument::key_value;
use crate::model::reader::Reader;
use crate::model::write::{Hashed, NewRow, PendingWrite, Validated};
use crate::model::{IntoNew, Model};
use crate::sql::render::insert::insert_where;
use crate::stmt::owner::Owner;
use crate::stmt::workload::Workload;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::codec::WrittenRow;

/// Validates the input and fills the columns of a new row.
pub(crate) fn fill<M: Model>(input: impl IntoNew<M>) -> Result<PendingWrite<Vec<Value>>> {
    let (input, server) = input.into_new().into_parts();
    NewRow::fill::<M>(Validated::check(M::table(), input)?, server)
}

/// Creates one row, which is returned.
pub(crate) fn create<M: Model>(
    db: Connection<'_>,
    row: Result<PendingWrite<Vec<Value>>>,
    owner: Option<Owner>,
) -> Operation<'_, M> {
    Box::pin(async move { insert(db, row?.hash(db).await?, owner).await })
}

/// Inserts a row that is hashed already, which is returned.
pub(crate) async fn insert<M: Model>(
    db: Connection<'_>,
    row: Hashed<Vec<Value>>,
    owner: Option<Owner>,
) -> Result<M> {
    let written = pipeline::write(db, Write::insert(vec![row], owner)).await?;
    only(written.rows)
}

/// Creates rows, all of them or none, which are returned in the same order. No row is no statement.
pub(crate) fn create_many<M: Model>(
    db: Connection<'_>,
    rows: Result<Vec<PendingWrite<Vec<Value>>>>,
    owner: Option<Owner>,
) -> Operation<'_, Vec<M>> {
    Box::pin(async move {
        let mut hashed = Vec::new();
        for row in rows? {
            hashed.push(row.hash(db).await?);
        }
        insert_many(db, hashed, owner).await
    })
}

/// Inserts rows that are hashed already, as [`create_many`] does.
pub(crate) async fn insert_many<M: Model>(
    db: Connection<'_>,
    rows: Vec<Hashed<Vec<Value>>>,
    owner: Option<Owner>,
) -> Result<Vec<M>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(pipeline::write(db, Write::insert(rows, owner)).await?.rows)
}

/// Runs the INSERT of one row or of several.
pub(crate) async fn run<M: Model>(
    db: Connection<'_>,
    rows: Vec<Vec<Value>>,
    checks: Option<OwnershipChecks>,
) -> Result<Written<M>> {
    let affected = rows.len() as u64;
    let (pending, mut sent) = Pending::of(rows)?;
    if let Some(checks) = checks {
        return run_checked(db, pending, sent, checks).await;
    }
    let (arguments, workload) = if affected == 1 {
        let row = sent.pop().unwrap_or_default();
        (Arguments::Once(row), Workload::ShortWrite)
    } else {
        (Arguments::Each(sent), Workload::LongWrite)
    };
    let table = M::table();
    let sql = Arc::clone(&db.dialect().prepared(table).insert);
    let call = Call {
        arguments,
        writes: FkHint::NewRow,
        ..Call::new(table, sql, Vec::new(), Integers::boxed(), workload)
    };
    let keys = db.run(call).await?.into::<Integers>()?.found;
    Ok(Written {
        rows: pending.written(keys)?,
        affected,
    })
}

/// Runs the INSERT of one row, if the conditions of its ownership are met.
async fn run_checked<M: Model>(
    db: Connection<'_>,
    pending: Pending<M>,
    mut sent: Vec<Vec<Value>>,
    checks: OwnershipChecks,
) -> Result<Written<M>> {
    let table = M::table();
    let row = sent.pop().unwrap_or_default();
    let (sql, values) = insert_where(table, db.dialect(), row, &checks.conditions())?;
    let call = Call {
        writes: FkHint::NewRow,
        ..Call::new(table, sql, values, Integers::boxed(), Workload::ShortWrite)
    };
    let done = db.run(call).await?;
    let (affected, keys) = (done.affected, done.into::<Integers>()?.found);
    // A database that returns the key that it generated may not count the row.
    if affected == 0 && keys.is_empty() {
        let broken = checks.broken(db, table).await?;
        let violation = Violation::MissingParent { column: None };
        return Err(broken.unwrap_or_else(|| Error::violation(table, violation)));
    }
    Ok(Written {
        rows: pending.written(keys)?,
        affected: 1,
    })
}

/// The row of a write that returned one.
pub(crate) fn only<M>(mut rows: Vec<M>) -> Result<M> {
    rows.pop().ok_or_else(protocol_error)
}

/// The rows that these values make; a key that the database generates is 1.
pub(crate) fn read_all<M: Model>(rows: &[Vec<Value>]) -> Result<Vec<M>> {
    let generated = generated_key::<M>();
    let rows = rows.iter().map(|row| match generated {
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
pub(crate) fn read_again<M: Model>(values: Vec<Vec<Value>>, rows: &[M]) -> Result<Vec<M>> {
    let at = M::table().key_position();
    let again = values.into_iter().zip(rows).map(|(mut values, row)| {
        if let Some(key) = values.get_mut(at) {
            *key = key_value::<M>(row.key())?;
        }
        read(&values)
    });
    again.collect()
}

/// New rows, as far as they are known before they are written.
enum Pending<M> {
    /// In full.
    Whole(Vec<M>),
    /// Without the key at this position.
    WithoutKey(usize, Vec<Vec<Value>>),
}

impl<M: Model> Pending<M> {
    /// Returns the rows as far as they are known, and the values to send.
    fn of(rows: Vec<Vec<Value>>) -> Result<(Self, Vec<Vec<Value>>)> {
        match generated_key::<M>() {
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

    /// Returns the rows as they are stored, with the keys that the database generated.
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

/// The position of a key that the database generates.
fn generated_key<M: Model>() -> Option<usize> {
    let mut columns = M::table().columns().iter();
    columns.position(ColumnDef::made_by_database)
}

fn set_key(row: &mut [Value], at: usize, key: i64) {
    if let Some(value) = row.get_mut(at) {
        *value = Value::I64(key);
    }
}

fn read<M: Model>(values: &[Value]) -> Result<M> {
    M::read(&mut Reader::of_sent(&WrittenRow(values), M::table()))
}
