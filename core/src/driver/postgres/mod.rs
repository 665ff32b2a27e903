//! PostgreSQL, 14 and later.

mod bind;
mod classify;
mod json;
mod row;
mod session;

#[cfg(test)]
mod tests;

pub(in crate::driver) use sqlx::Postgres;
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgQueryResult, PgRow};

use super::sqlx::app::from_pool;
use super::sqlx::{Begins, Engine, Fault, Hosts, Nature, Opening, invalid, urls};
use super::{Answer, Writes};
use crate::dialect::Dialect;
use crate::dialect::postgres::POSTGRES;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::table::Table;
use crate::value::Value;

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

from_pool! {
    ::sqlx::PgPool,
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// Everything holds that holds for a handle of [`Db::connect`](crate::Db::connect), but for what the pool decides: how many
    /// connections there are, how long they live, and that each is asked whether it works when it comes back, and by default
    /// before it is used as well, which makes a short call take two or three times as long. The limits on time are set in
    /// each transaction, not in the session, which is not ours; so a single operation runs under the pool's own limits,
    /// and is given up by this side alone when its limit passes. The server's settings are looked at before the first operation.
}

impl Engine for Postgres {
    type Options = PgConnectOptions;
    type Stepped<'r> = row::Stepped<'r>;
    const DIALECT: &'static Dialect = &POSTGRES;

    // COMMIT alone is answered with success also where it rolls back, because an earlier statement failed. The first statement
    // fails there, and with it the text.
    const COMMIT: &'static str = "SELECT; COMMIT";

    fn hosts(url: &str, _: &Limits) -> Result<Hosts<Self>> {
        let urls = urls(url, SETTINGS, (&["sslmode"], "sslmode=verify-full"))?;
        let options = urls.iter().map(|url| {
            let options: PgConnectOptions = url.parse().map_err(|_| {
                invalid("the URL cannot be understood; write `postgres://user:password@host:5432/database`, with `%` and two hexadecimal digits for special characters")
            })?;
            Ok::<_, Error>(session::quiet(options))
        });
        Ok(Hosts::new(options.collect::<Result<_>>()?))
    }

    fn open<'a>(
        options: &'a PgConnectOptions,
        limits: &'a Limits,
        writes: bool,
    ) -> Opening<'a, Self> {
        Box::pin(session::open(options, limits, writes))
    }

    fn inspect<'a>(connection: &'a mut PgConnection, limits: &'a Limits) -> Answer<'a, Nature> {
        Box::pin(session::inspect(connection, limits))
    }

    fn begins(limits: &Limits, bare: bool) -> Begins {
        session::begins(limits, bare)
    }

    fn arguments(values: &[Value]) -> Result<PgArguments> {
        bind::arguments(values)
    }

    fn arrays(rows: &[Vec<Value>]) -> Result<PgArguments> {
        bind::arrays(rows)
    }

    fn stepped(row: &PgRow) -> row::Stepped<'_> {
        row::Stepped(row)
    }

    fn affected(result: &PgQueryResult) -> u64 {
        result.rows_affected()
    }

    fn last_key(_: &PgQueryResult) -> Option<i64> {
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
