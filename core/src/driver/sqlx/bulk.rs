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

/// The maximum number of placeholders of a statement in the protocols of both servers.
const MAX_BIND_PARAMS: usize = 65_535;

/// The most rows in one statement with tuples. Numbers of rows above [`FEW_TUPLES`] are rounded
/// down to a power of two, so that there are few different texts, and each stays prepared.
const MAX_TUPLES: usize = 1_024;

/// Up to this number of rows, every number has a text of its own.
const FEW_TUPLES: usize = 32;

/// Returns true when all rows fit into a single statement, which needs no transaction around it.
pub(super) fn is_one_statement<E: Engine>(
    lease: &Lease<E>,
    call: &Call,
    sets: &[Vec<Value>],
) -> bool {
    match (sets, &call.writes) {
        ([] | [_], _) => true,
        (sets, FkHint::NewRow) => match (insert_form::<E>(call.table), sets.first()) {
            (InsertForm::Arrays(_), _) => rows_within(sets, MAX_ARRAY_ROWS) == sets.len(),
            (InsertForm::Tuples(table), Some(first)) => {
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
    let mut form = match run.subject.writes {
        FkHint::NewRow if sets.len() > 1 => insert_form::<E>(run.subject.table),
        _ => InsertForm::Each,
    };
    let mut written = 0;
    if let (InsertForm::Tuples(table), Some((first, rest))) = (&form, sets.split_first())
        && counts_keys(table)
    {
        // A server that does not return rows reports only the first of many keys, so each row is a
        // statement of its own there.
        if run.lease.returns_keys().get().is_none() {
            written += run.once(first).await?;
            run.written += 1;
            sets = rest;
        }
        if run.lease.returns_keys().get() != Some(&true) {
            form = InsertForm::Each;
        }
    }
    while let Some(first) = sets.first() {
        let count = match &form {
            InsertForm::Each => 1,
            InsertForm::Arrays(_) => rows_within(sets, MAX_ARRAY_ROWS),
            InsertForm::Tuples(_) => tuple_count(sets, first.len()),
        };
        let (batch, rest) = sets.split_at(count.clamp(1, sets.len()));
        written += match &form {
            InsertForm::Each => run.once(first).await?,
            InsertForm::Arrays(sql) => {
                let arguments = E::arrays(batch).map_err(|error| run.local_fault(error))?;
                run.execute(Arc::clone(sql), arguments).await?
            }
            InsertForm::Tuples(table) => {
                for values in batch {
                    run.check_blanks(values)?;
                }
                let sql = insert::insert_tuples(table, E::DIALECT, batch.len());
                let values: Vec<Value> = batch.iter().flatten().cloned().collect();
                let arguments = E::arguments(&values).map_err(|error| run.local_fault(error))?;
                run.execute(sql, arguments).await?
            }
        };
        run.written += batch.len();
        sets = rest;
    }
    Ok(written)
}

/// The form in which the rows of an INSERT are sent.
enum InsertForm {
    /// One row in each statement.
    Each,
    /// Any number of rows, as one array for each column. The text is always the same.
    Arrays(Arc<str>),
    /// Any number of rows, as one list of values for each. The text grows with their number.
    Tuples(&'static Table),
}

fn insert_form<E: Engine>(table: Option<&'static Table>) -> InsertForm {
    let Some(table) = table else {
        return InsertForm::Each;
    };
    match E::DIALECT.capabilities.bulk {
        Bulk::Each => InsertForm::Each,
        Bulk::Arrays => match &E::DIALECT.prepared(table).insert_many {
            Some(sql) => InsertForm::Arrays(Arc::clone(sql)),
            None => InsertForm::Each,
        },
        Bulk::Tuples => InsertForm::Tuples(table),
    }
}

/// Returns the number of the first rows that stay within the limit on bytes and `max` rows; at
/// least one.
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

/// Returns the number of the first rows that one statement with tuples inserts.
fn tuple_count(sets: &[Vec<Value>], columns: usize) -> usize {
    let max = MAX_TUPLES.min(MAX_BIND_PARAMS / columns.max(1)).max(1);
    let count = rows_within(sets, max);
    if count <= FEW_TUPLES {
        return count;
    }
    // The greatest power of two that is not above `count`.
    1 << count.ilog2()
}
