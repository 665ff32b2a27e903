//! SQLite over a pool that the application already has. URLs open the driver of `sqlite/` instead.

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

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, Driver, FkHint};
use crate::driver::sqlite_common::catalog::UNIQUE_INDEXES;
use crate::driver::sqlite_common::cell::RowRef;
use crate::driver::sqlx::engine::{BeginSql, Engine, OpenFuture, ServerTraits};
use crate::driver::sqlx::fault::Fault;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::dialect::sqlite::SQLITE;
use crate::table::Table;
use crate::value::Value;

/// The pool of sqlx that an application already has.
pub(crate) type AppPool = ::sqlx::SqlitePool;

/// Returns a driver over the pool of an application.
pub(crate) fn over(pool: AppPool, limits: &Limits) -> Arc<dyn Driver> {
    crate::driver::sqlx::over(pool, limits)
}

impl Engine for Sqlite {
    type Options = SqliteConnectOptions;
    type RowRef<'r> = RowRef<&'r SqliteRow>;
    const DIALECT: &'static Dialect = &SQLITE;
    const COMMIT: &'static str = "COMMIT";
    const DEFER_KEYS: Option<[&'static str; 2]> = Some([
        "PRAGMA defer_foreign_keys = ON",
        "PRAGMA defer_foreign_keys = OFF",
    ]);
    const UNIQUE_INDEXES: Option<&'static str> = Some(UNIQUE_INDEXES);
    const REPORTS_INDEX: bool = false;
    const ENDS_WITH_CONNECTION: bool = true;

    fn options(_: &str, _: &Limits) -> Result<Vec<Self::Options>> {
        Err(no_url())
    }

    fn open<'a>(_: &'a SqliteConnectOptions, _: &'a Limits, _: bool) -> OpenFuture<'a, Self> {
        Box::pin(std::future::ready(Err(Fault::of_connect(no_url()))))
    }

    fn inspect<'a>(
        connection: &'a mut SqliteConnection,
        limits: &'a Limits,
    ) -> BoxFuture<'a, ServerTraits> {
        Box::pin(inspect::inspect(connection, limits))
    }

    // With the write lock, so that the transaction cannot conflict with another writer later.
    fn begin_sql(_: &Limits, _: bool) -> BeginSql {
        let begin: Arc<str> = Arc::from("BEGIN IMMEDIATE");
        BeginSql {
            transaction: Arc::clone(&begin),
            read_committed: Arc::clone(&begin),
            implicit: begin,
        }
    }

    fn arguments(values: &[Value]) -> Result<SqliteArguments> {
        bind::arguments(values)
    }

    fn row_ref(row: &SqliteRow) -> RowRef<&SqliteRow> {
        RowRef(row)
    }

    fn affected(result: &SqliteQueryResult) -> u64 {
        result.rows_affected()
    }

    // The statement itself returns the key.
    fn last_key(_: &SqliteQueryResult) -> Option<u64> {
        None
    }

    fn classify(
        error: &dyn DatabaseError,
        table: Option<&'static Table>,
        writes: &FkHint,
    ) -> Fault {
        classify::classify(error, table, writes)
    }
}

/// Returns the error for a URL, which no path of the SDK passes to this driver.
fn no_url() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a URL was passed to the driver over pools; report it to the developers of `fivefold`",
    )
}
