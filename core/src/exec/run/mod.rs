//! Runs the statement of a write that passed every stage, and decodes its result. The statements are
//! private to this folder: the one way to them is a [`Checked`] write.

mod delete;
mod insert;
mod update;
mod upsert;

use crate::db::executor::Connection;
use crate::error::Result;
use crate::exec::index_limits;
use crate::exec::ownership::Checked;
use crate::exec::write::{Statement, Written};
use crate::model::Model;

/// Runs the statement, and returns the rows that it returned and the number of rows that it wrote.
pub(crate) async fn run<M: Model>(db: Connection<'_>, write: Checked) -> Result<Written<M>> {
    let (statement, checks) = write.into_parts();
    index_limits::check(M::table(), db.dialect(), &statement)?;
    match statement {
        Statement::Insert(rows) => insert::run(db, rows, checks).await,
        Statement::Upsert(row, sql) => upsert::run(db, row, sql).await,
        Statement::Update(update, extent) => update::run(db, update, extent, checks).await,
        Statement::Delete(delete, extent) => delete::run(db, delete, extent).await,
    }
}
