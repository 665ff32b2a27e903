//! Creates one row, or several of which all or none are written.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::error::Result;
use crate::exec::pipeline;
use crate::exec::write::only;
use crate::model::write::{NewRow, PendingWrite, Validated};
use crate::model::{IntoNew, Model};
use crate::stmt::owner::Owner;
use crate::value::Value;

/// Validates the input and fills the columns of a new row.
pub(crate) fn fill<M: Model>(input: impl IntoNew<M>) -> Result<PendingWrite<Vec<Value>>> {
    let (input, server) = input.into_new().into_parts();
    NewRow::fill::<M>(Validated::check(M::table(), input)?, server)
}

/// Creates one row and returns it.
pub(crate) fn create<M: Model>(
    db: Connection<'_>,
    row: Result<PendingWrite<Vec<Value>>>,
    owners: Vec<Owner>,
) -> Operation<'_, M> {
    Box::pin(async move { only(pipeline::insert(db, vec![row?], owners).await?) })
}

/// Creates rows, all of them or none, and returns them in the same order. Without rows, no
/// statement is sent.
pub(crate) fn create_many<M: Model>(
    db: Connection<'_>,
    rows: Result<Vec<PendingWrite<Vec<Value>>>>,
    owners: Vec<Owner>,
) -> Operation<'_, Vec<M>> {
    Box::pin(async move { pipeline::insert(db, rows?, owners).await })
}
