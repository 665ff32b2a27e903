//! PostgreSQL, 14 and later.

mod bind;
mod catalog;
mod classify;
mod json;
mod row;
mod session;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use sqlx::Postgres;
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgQueryResult, PgRow};

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, Driver, FkHint};
use crate::driver::sqlx::engine::{BeginSql, Engine, OpenFuture, ServerTraits};
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::url::urls;
use crate::driver::url::invalid;
use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::postgres::POSTGRES;
use crate::table::Table;
use crate::value::{Kind, Value};

/// The settings that a URL may have.
const SETTINGS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// The pool of sqlx that an application already has.
pub(crate) type AppPool = ::sqlx::PgPool;

/// Returns a driver over the pool of an application.
pub(crate) fn over(pool: AppPool, limits: &Limits) -> Arc<dyn Driver> {
    crate::driver::sqlx::over(pool, limits)
}

impl Engine for Postgres {
    type Options = PgConnectOptions;
    type RowRef<'r> = row::RowRef<'r>;
    const DIALECT: &'static Dialect = &POSTGRES;

    // A bare COMMIT succeeds also when it rolls back, because an earlier statement failed. An empty
    // SELECT fails in such a transaction, and the rest of the text is not run.
    const COMMIT: &'static str = "SELECT; COMMIT";

    const SAFE_KEY: Option<&'static str> = Some(catalog::SAFE_KEY);

    const FITTING_COLUMNS: Option<&'static str> = Some(catalog::FITTING_COLUMNS);

    fn options(url: &str, _: &Limits) -> Result<Vec<Self::Options>> {
        let urls = urls(url, SETTINGS, (&["sslmode"], "sslmode=verify-full"))?;
        urls.iter().map(|url| {
            let options: PgConnectOptions = url.parse().map_err(|_| {
                invalid("the URL cannot be parsed; write `postgres://user:password@host:5432/database`, with `%` and two hexadecimal digits for special characters")
            })?;
            Ok(session::session_options(options))
        }).collect()
    }

    fn open<'a>(
        options: &'a PgConnectOptions,
        limits: &'a Limits,
        writes: bool,
    ) -> OpenFuture<'a, Self> {
        Box::pin(session::open(options, limits, writes))
    }

    fn inspect<'a>(
        connection: &'a mut PgConnection,
        limits: &'a Limits,
    ) -> BoxFuture<'a, ServerTraits> {
        Box::pin(session::inspect(connection, limits))
    }

    fn begin_sql(limits: &Limits, bare: bool) -> BeginSql {
        session::begin_sql(limits, bare)
    }

    fn arguments(values: &[Value]) -> Result<PgArguments> {
        bind::arguments(values)
    }

    fn arrays(rows: &[Vec<Value>]) -> Result<PgArguments> {
        bind::arrays(rows)
    }

    fn row_ref(row: &PgRow) -> row::RowRef<'_> {
        row::RowRef(row)
    }

    fn affected(result: &PgQueryResult) -> u64 {
        result.rows_affected()
    }

    fn column_types(kind: Kind) -> &'static [&'static str] {
        catalog::column_types(kind)
    }

    fn last_key(_: &PgQueryResult) -> Option<u64> {
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
