//! Updates rows: one by its key, or the rows of a query.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::error::Result;
use crate::exec::pipeline;
use crate::exec::write::{Extent, OnMissing, one_row, only};
use crate::model::write::{Assignments, PendingWrite, Validated};
use crate::model::{IntoChanges, Model};
use crate::stmt::owner::Owner;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::Assignment;
use crate::value::Value;

/// Validates the changes and fills the columns that they set.
pub(crate) fn fill<M: Model>(
    changes: impl IntoChanges<M>,
) -> Result<PendingWrite<Vec<Assignment>>> {
    let (patch, server, increments) = changes.into_changes().into_parts();
    Assignments::fill::<M>(Validated::check(M::table(), patch)?, server, increments)
}

/// Updates the row with this key, if it still has this version, and returns it.
pub(crate) fn update_row<M: Model>(
    db: Connection<'_>,
    key: Result<Value>,
    version: Option<i64>,
    set: Result<PendingWrite<Vec<Assignment>>>,
) -> Operation<'_, M> {
    Box::pin(async move {
        let (target, extent) = one_row::<M>(key?, version, Deleted::Without)?;
        only(pipeline::update(db, set?, target, extent, None).await?.rows)
    })
}

/// Updates the one row that a query finds by its key, within the scope of an owner, and returns it.
pub(crate) async fn update_one<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owner: Option<Owner>,
) -> Result<M> {
    let extent = Extent::One(OnMissing::NotFound);
    only(pipeline::update(db, set, target, extent, owner).await?.rows)
}

/// Updates the rows of a query, within the scope of an owner, and returns their number.
pub(crate) async fn update_many<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owner: Option<Owner>,
) -> Result<u64> {
    let written = pipeline::update::<M>(db, set, target, Extent::Many, owner).await?;
    Ok(written.affected)
}
