//! The path of every write. Each stage takes the result of the one before, so that none can be
//! skipped:
//!
//! ```text
//! input ── validate ─▶ Validated ── fill ─▶ PendingWrite ── hash ─▶ Hashed      model/write.rs
//!   Hashed, rows of a query ─▶ Write                                           exec/write.rs
//!   Write ── hooks ─▶ Hooked                                                   exec/hooks.rs
//!   Hooked ── ownership check ─▶ Checked                                       exec/ownership.rs
//!   Checked ── run, decode ─▶ Written                                          exec/run/
//! ```
//!
//! The ownership check is a condition of the statement, so hooks can receive a row that is rejected
//! after them; their writes are rolled back then. A write without columns, such as a deletion,
//! enters at `Write`.
//!
//! Two writes of this crate run no hooks, because they do not change data of the application: the
//! rehash of a password at sign-in, and the rotation of a refresh token.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::exec::hooks::{self, Hooked};
use crate::exec::ownership;
use crate::exec::run::{delete, insert, update, upsert};
use crate::exec::write::{Statement, Write, Written};
use crate::model::Model;

/// Runs a write with its hooks, its ownership check, and its statement.
pub(crate) fn write<M: Model>(db: Connection<'_>, write: Write) -> Operation<'_, Written<M>> {
    hooks::run(db, write, run_checked)
}

fn run_checked<M: Model>(db: Connection<'_>, write: Hooked) -> Operation<'_, Written<M>> {
    Box::pin(async move {
        let (statement, checks) = ownership::check::<M>(db, write).await?.into_parts();
        match statement {
            Statement::Insert(rows) => insert::run(db, rows, checks).await,
            Statement::Upsert(row, sql) => upsert::run(db, row, sql).await,
            Statement::Update(update, extent) => update::run(db, update, extent, checks).await,
            Statement::Delete(delete, extent) => delete::run(db, delete, extent).await,
        }
    })
}
