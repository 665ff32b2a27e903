//! Creates one row, or several of which all or none are written.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::error::Result;
use crate::exec::pipeline;
use crate::exec::write::{Write, only};
use crate::model::write::{Hashed, NewRow, PendingWrite, Validated};
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
    owner: Option<Owner>,
) -> Operation<'_, M> {
    Box::pin(async move { insert(db, row?.hash(db).await?, owner).await })
}

/// Inserts a row whose passwords are hashed, and returns it.
pub(crate) async fn insert<M: Model>(
    db: Connection<'_>,
    row: Hashed<Vec<Value>>,
    owner: Option<Owner>,
) -> Result<M> {
    let written = pipeline::write(db, Write::insert(vec![row], owner)).await?;
    only(written.rows)
}

/// Creates rows, all of them or none, and returns them in the same order. Without rows, no
/// statement is sent.
pub(crate) fn create_many<M: Model>(
    db: Connection<'_>,
    rows: Result<Vec<PendingWrite<Vec<Value>>>>,
    owner: Option<Owner>,
) -> Operation<'_, Vec<M>> {
    Box::pin(async move {
        let mut hashed = Vec::new();
        for row in rows? {
            hashed.push(row.hash(db).await?);
        }
        insert_many(db, hashed, owner).await
    })
}

/// Inserts rows whose passwords are hashed, as [`create_many`] does.
pub(crate) async fn insert_many<M: Model>(
    db: Connection<'_>,
    rows: Vec<Hashed<Vec<Value>>>,
    owner: Option<Owner>,
) -> Result<Vec<M>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(pipeline::write(db, Write::insert(rows, owner)).await?.rows)
}
