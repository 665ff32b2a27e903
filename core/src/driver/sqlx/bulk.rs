//! Many new rows in few statements.

use std::sync::Arc;

use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::lease::Lease;
use crate::driver::sqlx::run::{Run, counts_keys};
use crate::driver::{Call, FkHint};
use crate::sql::dialect::capabilities::Bulk;
use crate::sql::render::insert;
use crate::table::Table;
use crate::value::Value;

/// The most bytes of values in one statement: far below what servers take by default (16 MiB for MariaDB), and enough to
/// make what a statement costs by itself disappear.
const MOST_BYTES: usize = 4 << 20;

/// The most rows in one statement of arrays.
const MOST_IN_ARRAYS: usize = 10_000;

/// The most rows in one statement of tuples. A power of two, as are the smaller numbers that are used, but for the smallest:
/// so there are few texts, and each is kept prepared.
const MOST_TUPLES: usize = 1_024;

/// Up to here every number of rows is one statement.
const FEW_TUPLES: usize = 32;

/// The most values in one statement: the protocol counts them in 16 bits.
const MOST_VALUES: usize = 65_535;

/// True when all rows fit into a single statement, which needs no transaction around it.
pub(super) fn is_one_statement<E: Engine>(
    lease: &Lease<E>,
    call: &Call,
    sets: &[Vec<Value>],
) -> bool {
    match (sets, &call.writes) {
        ([] | [_], _) => true,
        (sets, FkHint::NewRow) => match (way::<E>(call.table), sets.first()) {
            (Way::Arrays(_), _) => fitting(sets, MOST_IN_ARRAYS) == sets.len(),
            (Way::Tuples(table), Some(first)) => {
                let returns_keys = lease.returns_keys().get() == Some(&true);
                (returns_keys || !counts_keys(table)) && tuples(sets, first.len()) == sets.len()
            }
            _ => false,
        },
        _ => false,
    }
}

/// Runs the statement once for each set of values, or a few statements for all of them.
pub(super) async fn each<E: Engine>(
    run: &mut Run<'_, E>,
    mut sets: &[Vec<Value>],
) -> Result<u64, Fault> {
    let mut way = match run.about.writes {
        FkHint::NewRow if sets.len() > 1 => way::<E>(run.about.table),
        _ => Way::Each,
    };
    let mut written = 0;
    if let (Way::Tuples(table), Some((first, rest))) = (&way, sets.split_first())
        && counts_keys(table)
    {
        // A server that does not return rows tells the first key of many: there each row is a statement.
        if run.lease.returns_keys().get().is_none() {
            written += run.once(first).await?;
            sets = rest;
        }
        if run.lease.returns_keys().get() != Some(&true) {
            way = Way::Each;
        }
    }
    while let Some(first) = sets.first() {
        let count = match &way {
            Way::Each => 1,
            Way::Arrays(_) => fitting(sets, MOST_IN_ARRAYS),
            Way::Tuples(_) => tuples(sets, first.len()),
        };
        let (batch, rest) = sets.split_at(count.clamp(1, sets.len()));
        written += match &way {
            Way::Each => run.once(first).await?,
            Way::Arrays(sql) => {
                let arguments = E::arrays(batch).map_err(|error| run.refused(error))?;
                run.insert(Arc::clone(sql), arguments).await?
            }
            Way::Tuples(table) => {
                for values in batch {
                    run.check_blanks(values)?;
                }
                let sql = insert::insert_tuples(table, E::DIALECT, batch.len());
                let values: Vec<Value> = batch.iter().flatten().cloned().collect();
                let arguments = E::arguments(&values).map_err(|error| run.refused(error))?;
                run.insert(sql, arguments).await?
            }
        };
        sets = rest;
    }
    Ok(written)
}

/// How many rows go into one statement.
enum Way {
    /// One.
    Each,
    /// Any number, as one array for each column.
    Arrays(Arc<str>),
    /// Any number; the text grows with it.
    Tuples(&'static Table),
}

fn way<E: Engine>(table: Option<&'static Table>) -> Way {
    let Some(table) = table else {
        return Way::Each;
    };
    match E::DIALECT.capabilities.bulk {
        Bulk::Each => Way::Each,
        Bulk::Arrays => match &E::DIALECT.prepared(table).insert_many {
            Some(sql) => Way::Arrays(Arc::clone(sql)),
            None => Way::Each,
        },
        Bulk::Tuples => Way::Tuples(table),
    }
}

/// How many of the first rows stay below the limit in bytes and this one in rows; one at least.
fn fitting(sets: &[Vec<Value>], most: usize) -> usize {
    let mut bytes = 0;
    sets.iter()
        .take(most)
        .take_while(|values| {
            bytes += values.iter().map(Value::size).sum::<usize>();
            bytes <= MOST_BYTES
        })
        .count()
        .max(1)
}

fn tuples(sets: &[Vec<Value>], columns: usize) -> usize {
    let most = MOST_TUPLES.min(MOST_VALUES / columns.max(1)).max(1);
    let count = fitting(sets, most);
    if count <= FEW_TUPLES {
        return count;
    }
    // The greatest power of two that is not above.
    1 << count.ilog2()
}
