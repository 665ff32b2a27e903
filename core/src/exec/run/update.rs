//! The UPDATE of one row or of the rows of a query.

use crate::db::executor::Connection;
use crate::driver::seam::{Call, FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::error::Result;
use crate::exec::call::{Attempts, busy, one_or_none};
use crate::exec::ownership::checks::OwnershipChecks;
use crate::exec::rows::Rows;
use crate::exec::write::{Extent, Written};
use crate::exec::zero_rows::{classify_zero_rows, exists};
use crate::model::Model;
use crate::sql::render::update;
use crate::stmt::update::Update;
use crate::stmt::workload::Workload;
use crate::table::Table;

/// Runs an UPDATE with the conditions of its ownership check.
pub(super) async fn run<M: Model>(
    db: Connection<'_>,
    update: Update,
    extent: Extent,
    checks: Option<OwnershipChecks>,
) -> Result<Written<M>> {
    let table = M::table();
    let Some(checks) = checks else {
        let target = update.target.clone();
        let written = run_once(db, update, extent).await?;
        return match extent {
            Extent::One(missing) if written.affected == 0 => {
                classify_zero_rows(db, table, missing, &target).await?;
                Ok(written)
            }
            _ => Ok(written),
        };
    };
    let mut attempts = Attempts::new();
    while attempts.next().await {
        let mut checked = update.clone();
        checked.target.restrict(checks.conditions());
        let written = run_once(db, checked, extent).await?;
        if written.affected > 0 {
            return Ok(written);
        }
        // A row that does not exist for this owner is reported before a missing parent.
        if let Extent::One(missing) = extent
            && !exists(db, table, &update.target.select()).await?
        {
            classify_zero_rows(db, table, missing, &update.target).await?;
            return Ok(written);
        }
        if let Some(error) = checks.first_violation(db, table).await? {
            return Err(error);
        }
        if extent == Extent::Many {
            return Ok(written);
        }
        // The missing parent was created meanwhile.
    }
    Err(busy(table))
}

async fn run_once<M: Model>(
    db: Connection<'_>,
    update: Update,
    extent: Extent,
) -> Result<Written<M>> {
    let table = M::table();
    let columns = update.set.iter().map(|set| set.column).collect();
    let returning = update.returning;
    let (writes, workload) = match extent {
        Extent::One(_) if returning => (FkHint::Columns(columns), Workload::ShortWrite),
        Extent::One(_) => (FkHint::OneRow(columns), Workload::ShortWrite),
        Extent::Many => (FkHint::Rows(columns), Workload::LongWrite),
    };
    let sink: Box<dyn Sink> = if returning {
        Rows::<M>::boxed()
    } else {
        Box::new(Nothing)
    };
    let incremented = incremented(table, &update);
    let (sql, values) = update::update(table, db.dialect(), update)?;
    let call = Call {
        writes,
        ..Call::new(table, sql, values, sink, workload)
    };
    let done = db.run(call).await.map_err(|error| match incremented {
        Some(column) => error.of_number(table, column),
        None => error,
    })?;
    if !returning {
        return Ok(Written {
            rows: Vec::new(),
            affected: done.affected,
        });
    }
    let row = one_or_none(done)?;
    Ok(Written {
        affected: u64::from(row.is_some()),
        rows: row.into_iter().collect(),
    })
}

/// Returns the column whose sum did not fit where a database does not report which: the only one
/// that is incremented. The version never is it, as it counts by one.
fn incremented(table: &Table, update: &Update) -> Option<usize> {
    let mut columns = update
        .set
        .iter()
        .filter(|set| set.increments && Some(set.column) != table.version_position())
        .map(|set| set.column);
    columns.next().filter(|_| columns.next().is_none())
}
