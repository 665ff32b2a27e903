//! The INSERT of one row or of several.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::driver::seam::{Arguments, Call, FkHint};
use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::exec::insert_order::parents_first;
use crate::exec::new_rows::Pending;
use crate::exec::ownership::checks::OwnershipChecks;
use crate::exec::write::Written;
use crate::model::Model;
use crate::sql::render::insert::insert_where;
use crate::stmt::workload::Workload;
use crate::value::Value;

/// Runs the INSERT of one row or of several.
pub(super) async fn run<M: Model>(
    db: Connection<'_>,
    rows: Vec<Vec<Value>>,
    checks: Option<OwnershipChecks>,
) -> Result<Written<M>> {
    let affected = rows.len() as u64;
    let (pending, mut sent) = Pending::of(rows)?;
    if let Some(checks) = checks {
        return run_checked(db, pending, sent, checks).await;
    }
    if !pending.awaits_keys() {
        parents_first(M::table(), &mut sent)?;
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
        ..Call::new(table, sql, Vec::new(), Box::new(pending), workload)
    };
    let pending = db.run(call).await?.into::<Pending<M>>()?;
    Ok(Written {
        rows: pending.written()?,
        affected,
    })
}

/// Runs the INSERT of one row with the conditions of its ownership check.
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
        ..Call::new(table, sql, values, Box::new(pending), Workload::ShortWrite)
    };
    let done = db.run(call).await?;
    let (affected, pending) = (done.affected, done.into::<Pending<M>>()?);
    // A database that returns the key that it generated may not count the row.
    if affected == 0 && !pending.has_key() {
        let violation_of_check = checks.first_violation(db, table).await?;
        let violation = Violation::MissingParent { column: None };
        return Err(violation_of_check.unwrap_or_else(|| Error::violation(table, violation)));
    }
    Ok(Written {
        rows: pending.written()?,
        affected: 1,
    })
}
