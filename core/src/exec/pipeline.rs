//! The path of every write. It stands once; each stage takes the result of the one before, so that none can be left out:
//!
//! ```text
//! input ── validate ─▶ Validated ── fill ─▶ PendingWrite ── hash ─▶ Hashed      model/write.rs
//!   Hashed, rows of a query ─▶ Write                                           exec/write.rs
//!   Write ── hooks ─▶ Hooked                                                   exec/hooks.rs
//!   Hooked ── ownership check ─▶ Checked                                       exec/ownership.rs
//!   Checked ── run, decode ─▶ Written                                          exec/run/
//! ```
//!
//! The ownership check is a condition of the statement, so hooks can see a row that is refused after them; what they wrote is
//! rolled back then. A write without columns, such as a deletion, enters at `Write`.
//!
//! Two writes of this crate do not change what the application stores and pass by the hooks: a better hash of the same password
//! at sign-in, and the rotation of a refresh token.

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::exec::hooks::{self, Hooked};
use crate::exec::ownership;
use crate::exec::run::{delete, insert, update, upsert};
use crate::exec::write::{Statement, Write, Written};
use crate::model::Model;

/// Runs a write: with its hooks, its ownership check, and its statement.
pub(crate) fn write<M: Model>(db: Connection<'_>, write: Write) -> Operation<'_, Written<M>> {
    hooks::run(db, write, checked)
}

fn checked<M: Model>(db: Connection<'_>, write: Hooked) -> Operation<'_, Written<M>> {
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
