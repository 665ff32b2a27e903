//! SQLite through the pool that a program has already. A URL goes to the driver of `sqlite.rs` instead.

mod bind;
mod classify;
mod inspect;
mod row;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use sqlx::error::DatabaseError;
use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteQueryResult, SqliteRow,
};

use super::sqlite_common::Stepped;
use super::sqlx::app::from_pool;
use super::sqlx::{Begins, Engine, Fault, Hosts, Nature, Opening};
use super::{Answer, Writes};
use crate::dialect::Dialect;
use crate::dialect::sqlite::SQLITE;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::table::Table;
use crate::value::Value;

from_pool! {
    ::sqlx::SqlitePool,
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// For a program whose other parts use the same pool. Rows are stored as they are by a handle of
    /// [`Db::connect`](crate::Db::connect), so both can use one file; that handle is the faster one. sqlx runs each connection on
    /// a thread of its own, and its pool asks a connection whether it works when it comes back and by default before it is used:
    /// tens to hundreds of microseconds a call, where the work itself takes ten. A transaction takes two calls more, and so does
    /// an update, which is undone when the row that it gives back cannot be read.
    ///
    /// The settings of the connections are the pool's. They are looked at before the first operation, on one connection:
    /// `foreign_keys` must be on, which sqlx sees to, and a file needs `journal_mode` WAL, which it leaves to the program;
    /// `synchronous` must be FULL, its default, unless [`Builder::durability`](crate::Builder::durability) asks for less.
    /// On macOS a commit survives a power cut only with the pragma `fullfsync` as well, which nobody looks at.
    ///
    /// What such a handle cannot promise:
    ///
    /// - Readers and writers share the pool, and writers do not form a queue: each waits for the lock as long as the pool's
    ///   `busy_timeout` says, whatever the limit of the handle, and gets [`ErrorKind::Busy`](crate::ErrorKind::Busy) after that.
    /// - A statement that runs for longer than its limit is given up by the caller's side alone. It goes on, on its thread, and if
    ///   it writes, the answer is [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
    /// - SQLite does not say which foreign key was violated, and it is not asked again. The field is named where only one can be to
    ///   blame, and missing otherwise.
    /// - A database in memory ends with its last connection, so also with a statement that is given up. Give it a pool of exactly
    ///   one, without `idle_timeout` and `max_lifetime`.
}

impl Engine for Sqlite {
    type Options = SqliteConnectOptions;
    type Stepped<'r> = Stepped<&'r SqliteRow>;
    const DIALECT: &'static Dialect = &SQLITE;
    const COMMIT: &'static str = "COMMIT";
    const UNDOES_UNREAD: bool = true;
    const ENDS_WITH_CONNECTION: bool = true;

    fn hosts(_: &str, _: &Limits) -> Result<Hosts<Self>> {
        Err(misled())
    }

    fn open<'a>(_: &'a SqliteConnectOptions, _: &'a Limits, _: bool) -> Opening<'a, Self> {
        Box::pin(std::future::ready(Err(Fault::of_opening(misled()))))
    }

    fn inspect<'a>(connection: &'a mut SqliteConnection, limits: &'a Limits) -> Answer<'a, Nature> {
        Box::pin(inspect::inspect(connection, limits))
    }

    // With the lock for writing, so that nothing meets another writer later.
    fn begins(_: &Limits, _: bool) -> Begins {
        let begin: Arc<str> = Arc::from("BEGIN IMMEDIATE");
        Begins {
            unit: Arc::clone(&begin),
            implicit: begin,
        }
    }

    fn arguments(values: &[Value]) -> Result<SqliteArguments> {
        bind::arguments(values)
    }

    fn arrays(_: &[Vec<Value>]) -> Result<SqliteArguments> {
        Err(Error::new(
            ErrorKind::Internal,
            "an array was made for a database that takes none; report it to the developers of `fivefold`",
        ))
    }

    fn stepped(row: &SqliteRow) -> Stepped<&SqliteRow> {
        Stepped(row)
    }

    fn affected(result: &SqliteQueryResult) -> u64 {
        result.rows_affected()
    }

    // The statement itself returns it.
    fn last_key(_: &SqliteQueryResult) -> Option<i64> {
        None
    }

    fn classify(
        error: &dyn DatabaseError,
        table: Option<&'static Table>,
        writes: &Writes,
    ) -> Fault {
        classify::classify(error, table, writes)
    }
}

/// No URL leads here.
fn misled() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a URL was given to the driver of the program's own pool; report it to the developers of `fivefold`",
    )
}
