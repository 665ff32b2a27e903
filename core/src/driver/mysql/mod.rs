//! MariaDB, 10.6 and later, and MySQL, 8.0.17 and later.
//!
//! What is said of MySQL and of Galera is from their documentation; what is said of MariaDB was tried as well.

mod bind;
mod classify;
mod message;
mod row;
mod server;
mod session;

#[cfg(test)]
mod tests;

use sqlx::MySql;
use sqlx::error::DatabaseError;
use sqlx::mysql::{
    MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlQueryResult, MySqlRow,
};

use crate::driver::limits::Limits;
use crate::driver::seam::Driver;
use crate::driver::seam::{BoxFuture, FkHint};
use crate::driver::sqlx::engine::{BeginSql, Engine, OpenFuture, ServerTraits};
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::url::{invalid, urls};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::dialect::mysql::MYSQL;
use crate::table::Table;
use crate::value::Value;
use std::sync::Arc;

/// The settings that a URL may have. Those of the session are ours.
const SETTINGS: &[&str] = &[
    "socket", "ssl-ca", "ssl-cert", "ssl-key", "ssl-mode", "sslca", "sslcert", "sslkey", "sslmode",
];

/// The settings that say how a connection is encrypted, and what is added where none of them is there.
const TLS: (&[&str], &str) = (&["ssl-mode", "sslmode"], "ssl-mode=VERIFY_IDENTITY");

/// The pool of sqlx that an application has already.
pub(crate) type AppPool = ::sqlx::MySqlPool;

/// A driver over that pool.
pub(crate) fn over(pool: AppPool, limits: &Limits) -> Arc<dyn Driver> {
    crate::driver::sqlx::over(pool, limits)
}

impl Engine for MySql {
    type Options = MySqlConnectOptions;
    type RowRef<'r> = row::RowRef<'r>;
    const DIALECT: &'static Dialect = &MYSQL;

    // COMMIT alone is answered with success also where no transaction is open any more. The mark that `begins` sets is gone
    // then, and the first statement fails, and with it the text.
    const COMMIT: &'static str = "RELEASE SAVEPOINT fivefold; COMMIT";

    // A transaction that has to make way for one of another node of a Galera cluster is rolled back when the statement ends that
    // it is in. Where that is the first of a text, its success has been said by then, the next one runs all the same, and what
    // COMMIT finds is no transaction. Between two commands the server says so.
    const COMMIT_STEPS: &'static [&'static str] = &["RELEASE SAVEPOINT fivefold", "COMMIT"];

    fn options(url: &str, _: &Limits) -> Result<Vec<Self::Options>> {
        let urls = urls(url, SETTINGS, TLS)?;
        urls.iter().map(|url| {
            let options: MySqlConnectOptions = url.parse().map_err(|_| {
                invalid("the URL cannot be understood; write `mysql://user:password@host:3306/database`, with `%` and two hexadecimal digits for special characters")
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

    fn arrays(_: &[Vec<Value>]) -> Result<MySqlArguments> {
        Err(Error::new(
            ErrorKind::Internal,
            "an array was made for a database that takes none; report it to the developers of `fivefold`",
        ))
    }

    fn row_ref(row: &MySqlRow) -> row::RowRef<'_> {
        row::RowRef(row)
    }

    // The rows that were found, also where they had the new values already: sqlx asks for that (CLIENT_FOUND_ROWS).
    fn affected(result: &MySqlQueryResult) -> u64 {
        result.rows_affected()
    }

    fn last_key(result: &MySqlQueryResult) -> Option<i64> {
        i64::try_from(result.last_insert_id())
            .ok()
            .filter(|key| *key != 0)
    }

    fn classify(error: &dyn DatabaseError, table: Option<&'static Table>, _: &FkHint) -> Fault {
        classify::classify(error, table)
    }
}
