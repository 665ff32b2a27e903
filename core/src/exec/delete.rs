//! Deletes and restores rows: one by its key, or the rows of a query.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::error::{Result, protocol_error};
use crate::exec::pipeline;
use crate::exec::write::{Extent, OneRow, Write, Written, only};
use crate::model::Model;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;

/// Deletes the row, if it still has its version and its owners; softly where the model has a column
/// for it.
pub(crate) fn delete_row<M: Model>(db: Connection<'_>, row: Result<OneRow>) -> Operation<'_, ()> {
    Box::pin(async move {
        let (target, extent, _) = row?.target::<M>(Deleted::Without)?;
        delete::<M>(db, target, extent).await.map(drop)
    })
}

/// Removes the row from the table, soft-deleted or not, if it still has its version and its owners.
pub(crate) fn purge_row<M: Model>(db: Connection<'_>, row: Result<OneRow>) -> Operation<'_, ()> {
    Box::pin(async move {
        let (target, extent, _) = row?.target::<M>(Deleted::With)?;
        purge::<M>(db, target, extent).await.map(drop)
    })
}

/// Restores the soft-deleted row, if it still has its version and its owners, and returns it.
pub(crate) fn restore_row<M: Model>(db: Connection<'_>, row: Result<OneRow>) -> Operation<'_, M> {
    Box::pin(async move {
        let (target, extent, _) = row?.target::<M>(Deleted::Only)?;
        only(restore(db, target, extent).await?.rows)
    })
}

/// Deletes the rows; softly where the model has a column for it.
pub(crate) async fn delete<M: Model>(
    db: Connection<'_>,
    target: Target,
    extent: Extent,
) -> Result<u64> {
    let write = Write::delete::<M>(target, extent)?;
    Ok(pipeline::write::<M>(db, write).await?.affected)
}

/// Removes the rows from the table.
pub(crate) async fn purge<M: Model>(
    db: Connection<'_>,
    target: Target,
    extent: Extent,
) -> Result<u64> {
    let write = Write::purge(target, extent);
    Ok(pipeline::write::<M>(db, write).await?.affected)
}

/// Restores the soft-deleted rows; one of them is returned.
pub(crate) async fn restore<M: Model>(
    db: Connection<'_>,
    target: Target,
    extent: Extent,
) -> Result<Written<M>> {
    let (column, _) = M::table().deleted().ok_or_else(protocol_error)?;
    pipeline::write(db, Write::restore::<M>(column, target, extent)?).await
}
