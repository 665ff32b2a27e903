//! MariaDB, 10.6 and later, and MySQL, 8.0.17 and later.
//!
//! Statements about MySQL and Galera rest on their documentation; statements about MariaDB were
//! tested.

mod bind;
mod catalog;
mod classify;
mod message;
mod row;
mod server;
mod session;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use sqlx::MySql;
use sqlx::error::DatabaseError;
use sqlx::mysql::{
    MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlQueryResult, MySqlRow,
};

use crate::driver::limits::Limits;
use crate::driver::seam::{BoxFuture, Driver, FkHint};
use crate::driver::sqlx::engine::{BeginSql, Engine, OpenFuture, ServerTraits};
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::url::urls;
use crate::driver::url::invalid;
use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::mysql::MYSQL;
use crate::table::Table;
use crate::value::Value;

/// The settings that a URL may have. Those of the session are set by the driver.
const SETTINGS: &[&str] = &[
    "socket", "ssl-ca", "ssl-cert", "ssl-key", "ssl-mode", "sslca", "sslcert", "sslkey", "sslmode",
];

/// The TLS settings of a URL, and the one that is added when none of them is given.
const TLS: (&[&str], &str) = (&["ssl-mode", "sslmode"], "ssl-mode=VERIFY_IDENTITY");

/// The pool of sqlx that an application already has.
pub(crate) type AppPool = ::sqlx::MySqlPool;

/// Returns a driver over the pool of an application.
pub(crate) fn over(pool: AppPool, limits: &Limits) -> Arc<dyn Driver> {
    crate::driver::sqlx::over(pool, limits)
}

impl Engine for MySql {
    type Options = MySqlConnectOptions;
    type RowRef<'r> = row::RowRef<'r>;
    const DIALECT: &'static Dialect = &MYSQL;

    // A bare COMMIT succeeds also when no transaction is open any more. The savepoint that
    // `begin_sql` sets is gone then, so RELEASE fails, and the rest of the text is not run.
    const COMMIT: &'static str = "RELEASE SAVEPOINT fivefold; COMMIT";

    // Galera rolls a transaction back, in favour of one of another node, when its current statement
    // ends. If that is the first statement of a text, it has already reported success, the next one
    // still runs, and COMMIT finds no transaction. Between two commands the server reports the
    // error.
    const COMMIT_STEPS: &'static [&'static str] = &["RELEASE SAVEPOINT fivefold", "COMMIT"];

    // A procedure can commit.
    const TRANSACTION_CHECK: Option<[&'static str; 2]> =
        Some(["SAVEPOINT fivefold_raw", "RELEASE SAVEPOINT fivefold_raw"]);

    const SAFE_KEY: Option<&'static str> = Some(catalog::SAFE_KEY);

    // Checks cannot be deferred, but they can be left out of what is rolled back.
    const DEFER_KEYS: Option<[&'static str; 2]> =
        Some(["SET foreign_key_checks = 0", "SET foreign_key_checks = 1"]);

    const UNIQUE_INDEXES: Option<&'static str> = Some(catalog::UNIQUE_INDEXES);

    const INTEGER: &'static str = "int";

    fn options(url: &str, _: &Limits) -> Result<Vec<Self::Options>> {
        let urls = urls(url, SETTINGS, TLS)?;
        urls.iter().map(|url| {
            let options: MySqlConnectOptions = url.parse().map_err(|_| {
                invalid("the URL cannot be parsed; write `mysql://user:password@host:3306/database`, with `%` and two hexadecimal digits for special characters")
            })?;
            Ok(session::session_options(options))
        }).collect()
    }

    fn open<'a>(
        options: &'a MySqlConnectOptions,
        limits: &'a Limits,
        writes: bool,
    ) -> OpenFuture<'a, Self> {
        Box::pin(session::open(options, limits, writes))
    }

    fn inspect<'a>(
        connection: &'a mut MySqlConnection,
        limits: &'a Limits,
    ) -> BoxFuture<'a, ServerTraits> {
        Box::pin(session::inspect(connection, limits))
    }

    fn begin_sql(_: &Limits, bare: bool) -> BeginSql {
        session::begin_sql(bare)
    }

    fn arguments(values: &[Value]) -> Result<MySqlArguments> {
        bind::arguments(values)
    }

    fn row_ref(row: &MySqlRow) -> row::RowRef<'_> {
        row::RowRef(row)
    }

    // The rows that were matched, including those that already had the new values: sqlx sets
    // CLIENT_FOUND_ROWS.
    fn affected(result: &MySqlQueryResult) -> u64 {
        result.rows_affected()
    }

    fn last_key(result: &MySqlQueryResult) -> Option<u64> {
        Some(result.last_insert_id()).filter(|key| *key != 0)
    }

    fn classify(error: &dyn DatabaseError, table: Option<&'static Table>, _: &FkHint) -> Fault {
        classify::classify(error, table)
    }
}
