//! New values for rows: for one by its key, or for the rows of a query.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::driver::seam::{Call, FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::error::Result;
use crate::exec::call::{TRIES, busy, one_or_none};
use crate::exec::create::only;
use crate::exec::ownership::OwnershipChecks;
use crate::exec::pipeline;
use crate::exec::rows::Rows;
use crate::exec::write::{Extent, OnMissing, Write, Written, one_row};
use crate::exec::zero_rows::{classify_zero_rows, exists};
use crate::model::write::{Assignments, Hashed, PendingWrite, Validated};
use crate::model::{IntoChanges, Model};
use crate::sql::render::update;
use crate::stmt::owner::Owner;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::stmt::workload::Workload;
use crate::value::Value;

/// Validates the changes and fills the columns that they set.
pub(crate) fn fill<M: Model>(
    changes: impl IntoChanges<M>,
) -> Result<PendingWrite<Vec<Assignment>>> {
    let (patch, server, increments) = changes.into_changes().into_parts();
    Assignments::fill::<M>(Validated::check(M::table(), patch)?, server, increments)
}

/// Changes the row with this key, if it still has this version, and returns it.
pub(crate) fn update_row<M: Model>(
    db: Connection<'_>,
    key: Result<Value>,
    version: Option<i64>,
    set: Result<PendingWrite<Vec<Assignment>>>,
) -> Operation<'_, M> {
    Box::pin(async move {
        let (set, key) = (set?.hash(db).await?, key?);
        update_hashed(db, key, version, set).await
    })
}

/// Changes a row as [`update_row`] does, with values that are hashed already.
pub(crate) async fn update_hashed<M: Model>(
    db: Connection<'_>,
    key: Value,
    version: Option<i64>,
    set: Hashed<Vec<Assignment>>,
) -> Result<M> {
    let (target, extent) = one_row::<M>(key, version, Deleted::Without)?;
    let written = pipeline::write(db, Write::update(set, target, extent, None)).await?;
    only(written.rows)
}

/// Changes the one row that a query finds by its key, within the scope of an owner, and returns it.
pub(crate) async fn update_one<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owner: Option<Owner>,
) -> Result<M> {
    let (set, extent) = (set.hash(db).await?, Extent::One(OnMissing::NotFound));
    let written = pipeline::write(db, Write::update(set, target, extent, owner)).await?;
    only(written.rows)
}

/// Changes the rows of a query, within the scope of an owner, and returns their number.
pub(crate) async fn update_many<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owner: Option<Owner>,
) -> Result<u64> {
    let write = Write::update(set.hash(db).await?, target, Extent::Many, owner);
    Ok(pipeline::write::<M>(db, write).await?.affected)
}

/// Runs an UPDATE with the conditions of its ownership.
pub(crate) async fn run<M: Model>(
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
    for _ in 0..TRIES {
        let mut checked = update.clone();
        checked.target.restrict(checks.conditions());
        let written = run_once(db, checked, extent).await?;
        if written.affected > 0 {
            return Ok(written);
        }
        // Whether the row exists for this owner comes before what it may point to.
        if let Extent::One(missing) = extent
            && !exists(db, table, &update.target.select()).await?
        {
            classify_zero_rows(db, table, missing, &update.target).await?;
            return Ok(written);
        }
        if let Some(error) = checks.broken(db, table).await? {
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
    let (writes, sink): (_, Box<dyn Sink>) = if returning {
        (FkHint::Columns(columns), Rows::<M>::boxed())
    } else {
        (FkHint::Rows(columns), Box::new(Nothing))
    };
    let workload = match extent {
        Extent::One(_) => Workload::ShortWrite,
        Extent::Many => Workload::LongWrite,
    };
    let (sql, values) = update::update(table, db.dialect(), update)?;
    let call = Call {
        writes,
        ..Call::new(table, sql, values, sink, workload)
    };
    let done = db.run(call).await?;
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
