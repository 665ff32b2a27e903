//! Inserts many rows with few statements.

use std::sync::Arc;

use crate::driver::seam::{Call, FkHint};
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::execution::{Execution, counts_keys};
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::lease::Lease;
use crate::sql::dialect::capabilities::Bulk;
use crate::sql::render::insert;
use crate::table::Table;
use crate::value::Value;

/// The most bytes of values in one statement: far below what servers accept by default (16 MiB for
/// MariaDB), and enough to make the cost of a statement negligible.
const MAX_BYTES: usize = 4 << 20;

/// The most rows in one statement with arrays.
const MAX_ARRAY_ROWS: usize = 10_000;

/// The most rows in one statement with tuples. Numbers of rows above [`FEW_TUPLES`] are rounded
/// down to a power of two, so that there are few different texts, and each stays prepared.
const MAX_TUPLES: usize = 1_024;

/// Up to this number of rows, every number has a text of its own.
const FEW_TUPLES: usize = 32;

/// The most values in one statement: the protocols count them in 16 bits.
const MAX_BIND_PARAMS: usize = 65_535;

/// Returns true when all rows fit into a single statement, which needs no transaction around it.
pub(super) fn is_one_statement<E: Engine>(
    lease: &Lease<E>,
    call: &Call,
    sets: &[Vec<Value>],
) -> bool {
    match (sets, &call.writes) {
        ([] | [_], _) => true,
        (sets, FkHint::NewRow) => match (batching::<E>(call.table), sets.first()) {
            (Batching::Arrays(_), _) => rows_within(sets, MAX_ARRAY_ROWS) == sets.len(),
            (Batching::Tuples(table), Some(first)) => {
                let returns_keys = lease.returns_keys().get() == Some(&true);
                (returns_keys || !counts_keys(table))
                    && tuple_count(sets, first.len()) == sets.len()
            }
            _ => false,
        },
        _ => false,
    }
}

/// Runs the statement once for each set of values, or a few statements for all of them.
pub(super) async fn each<E: Engine>(
    run: &mut Execution<'_, E>,
    mut sets: &[Vec<Value>],
) -> Result<u64, Fault> {
    let mut batching = match run.subject.writes {
        FkHint::NewRow if sets.len() > 1 => batching::<E>(run.subject.table),
        _ => Batching::Each,
    };
    let mut written = 0;
    if let (Batching::Tuples(table), Some((first, rest))) = (&batching, sets.split_first())
        && counts_keys(table)
    {
        // A server that does not return rows reports only the first of many keys, so each row is a
        // statement of its own there.
        if run.lease.returns_keys().get().is_none() {
            written += run.once(first).await?;
            sets = rest;
        }
        if run.lease.returns_keys().get() != Some(&true) {
            batching = Batching::Each;
        }
    }
    while let Some(first) = sets.first() {
        let count = match &batching {
            Batching::Each => 1,
            Batching::Arrays(_) => rows_within(sets, MAX_ARRAY_ROWS),
            Batching::Tuples(_) => tuple_count(sets, first.len()),
        };
        let (batch, rest) = sets.split_at(count.clamp(1, sets.len()));
        written += match &batching {
            Batching::Each => run.once(first).await?,
            Batching::Arrays(sql) => {
                let arguments = E::arrays(batch).map_err(|error| run.local_fault(error))?;
                run.insert(Arc::clone(sql), arguments).await?
            }
            Batching::Tuples(table) => {
                for values in batch {
                    run.check_blanks(values)?;
                }
                let sql = insert::insert_tuples(table, E::DIALECT, batch.len());
                let values: Vec<Value> = batch.iter().flatten().cloned().collect();
                let arguments = E::arguments(&values).map_err(|error| run.local_fault(error))?;
                run.insert(sql, arguments).await?
            }
        };
        sets = rest;
    }
    Ok(written)
}

/// The number of rows in one statement.
enum Batching {
    /// One.
    Each,
    /// Any number, as one array for each column. The text is always the same.
    Arrays(Arc<str>),
    /// Any number. The text grows with it.
    Tuples(&'static Table),
}

fn batching<E: Engine>(table: Option<&'static Table>) -> Batching {
    let Some(table) = table else {
        return Batching::Each;
    };
    match E::DIALECT.capabilities.bulk {
        Bulk::Each => Batching::Each,
        Bulk::Arrays => match &E::DIALECT.prepared(table).insert_many {
            Some(sql) => Batching::Arrays(Arc::clone(sql)),
            None => Batching::Each,
        },
        Bulk::Tuples => Batching::Tuples(table),
    }
}

/// Returns how many of the first rows stay within the limit on bytes and `max` rows; at least one.
fn rows_within(sets: &[Vec<Value>], max: usize) -> usize {
    let mut bytes = 0;
    sets.iter()
        .take(max)
        .take_while(|values| {
            bytes += values.iter().map(Value::size).sum::<usize>();
            bytes <= MAX_BYTES
        })
        .count()
        .max(1)
}

fn tuple_count(sets: &[Vec<Value>], columns: usize) -> usize {
    let max = MAX_TUPLES.min(MAX_BIND_PARAMS / columns.max(1)).max(1);
    let count = rows_within(sets, max);
    if count <= FEW_TUPLES {
        return count;
    }
    // The greatest power of two that is not above `count`.
    1 << count.ilog2()
}
