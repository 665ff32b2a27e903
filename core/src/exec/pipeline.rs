//! The path of every write. Each stage takes the result of the one before, so that none can be
//! skipped:
//!
//! ```text
//! input ── validate ─▶ Validated ── fill ─▶ PendingWrite ── hash ─▶ Hashed      model/write.rs
//!   Hashed, rows of a query ─▶ Write                                           exec/write.rs
//!   Write ── hooks ─▶ Hooked                                                   exec/hooks.rs
//!   Hooked ── ownership check ─▶ Checked                                       exec/ownership/
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
use crate::error::Result;
use crate::exec::hooks::{self, Hooked};
use crate::exec::ownership;
use crate::exec::run;
use crate::exec::write::{Extent, Write, Written};
use crate::model::Model;
use crate::model::write::PendingWrite;
use crate::stmt::owner::Owner;
use crate::stmt::target::Target;
use crate::stmt::update::Assignment;
use crate::value::Value;

/// Runs a write with its hooks, its ownership check, and its statement.
pub(crate) fn write<M: Model>(db: Connection<'_>, write: Write) -> Operation<'_, Written<M>> {
    hooks::run(db, write, run_checked)
}

/// Hashes the passwords of new rows, writes the rows and returns them. Without rows, no statement
/// is sent.
pub(crate) async fn insert<M: Model>(
    db: Connection<'_>,
    rows: Vec<PendingWrite<Vec<Value>>>,
    owners: Vec<Owner>,
) -> Result<Vec<M>> {
    let mut hashed = Vec::with_capacity(rows.len());
    for row in rows {
        hashed.push(row.hash(db).await?);
    }
    if hashed.is_empty() {
        return Ok(Vec::new());
    }
    Ok(write(db, Write::insert(hashed, owners)).await?.rows)
}

/// Hashes the passwords of new values, and writes the values.
pub(crate) async fn update<M: Model>(
    db: Connection<'_>,
    set: PendingWrite<Vec<Assignment>>,
    target: Target,
    extent: Extent,
    owners: Vec<Owner>,
) -> Result<Written<M>> {
    let set = set.hash(db).await?;
    write(db, Write::update(set, target, extent, owners)).await
}

fn run_checked<M: Model>(db: Connection<'_>, write: Hooked) -> Operation<'_, Written<M>> {
    Box::pin(async move { run::run(db, ownership::check::<M>(db, write).await?).await })
}
