//! Updates rows: one by its key, or the rows of a query.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::pipeline;
use crate::exec::write::{Extent, OnMissing, OneRow, only};
use crate::model::write::{Assignments, PendingWrite, Validated};
use crate::model::{IntoChanges, Model};
use crate::stmt::owner::Owner;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::Assignment;
use crate::table::Table;

/// Validates the changes and fills the columns that they set.
pub(crate) fn fill<M: Model>(
    changes: impl IntoChanges<M>,
) -> Result<PendingWrite<Vec<Assignment>>> {
    let (patch, server, steps) = changes.into_changes().into_parts();
    Assignments::fill::<M>(Validated::check(M::table(), patch)?, server, steps)
}

/// Validates the changes of any number of rows, and fills the columns that they set.
///
/// # Errors
///
/// `Misuse` for a number that is added to a unique column: databases check each row by itself, in an
/// order of their own, so that the outcome would depend on it.
pub(crate) fn fill_many<M: Model>(
    changes: impl IntoChanges<M>,
) -> Result<PendingWrite<Vec<Assignment>>> {
    let (set, table) = (fill(changes)?, M::table());
    let unique = set.incremented().find(|column| table.is_unique(*column));
    match unique {
        Some(column) => Err(unique_step(table, table.field(column))),
        None => Ok(set),
    }
}

#[cold]
fn unique_step(table: &'static Table, field: &'static str) -> Error {
    let model = table.model();
    let message = format!(
        "`{model}.{field}` is unique, and the rows of a query would take each other's values on the way; in a transaction, update them one by one, those first whose new value is free"
    );
    Error::new(ErrorKind::Misuse, message)
        .with_model(table)
        .with_field_name(field)
}

/// Updates the row, if it still has its version and its owners, and returns it.
pub(crate) fn update_row<M: Model>(
    db: Connection<'_>,
    row: Result<OneRow>,
    set: Result<PendingWrite<Vec<Assignment>>>,
) -> Operation<'_, M> {
    Box::pin(async move {
        let (target, extent, owners) = row?.target::<M>(Deleted::Without)?;
        let written = pipeline::update(db, set?, target, extent, owners).await?;
        only(written.rows)
    })
}

/// Updates the one row that a query finds by its key, within a scope, and returns it.
pub(crate) async fn update_one<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owners: Vec<Owner>,
) -> Result<M> {
    let extent = Extent::One(OnMissing::NotFound);
    only(
        pipeline::update(db, set, target, extent, owners)
            .await?
            .rows,
    )
}

/// Updates the rows of a query, within a scope, and returns their number.
pub(crate) async fn update_many<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    owners: Vec<Owner>,
) -> Result<u64> {
    let written = pipeline::update::<M>(db, set, target, Extent::Many, owners).await?;
    Ok(written.affected)
}
