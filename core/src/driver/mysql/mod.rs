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

pub(in crate::driver) use sqlx::MySql;
use sqlx::error::DatabaseError;
use sqlx::mysql::{
    MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlQueryResult, MySqlRow,
};

use super::sqlx::app::from_pool;
use super::sqlx::{Begins, Engine, Fault, Hosts, Nature, Opening, invalid, urls};
use super::{Answer, Writes};
use crate::dialect::Dialect;
use crate::dialect::mysql::MYSQL;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::table::Table;
use crate::value::Value;

/// The settings that a URL may have. Those of the session are ours.
const SETTINGS: &[&str] = &[
    "socket", "ssl-ca", "ssl-cert", "ssl-key", "ssl-mode", "sslca", "sslcert", "sslkey", "sslmode",
];

/// The settings that say how a connection is encrypted, and what is added where none of them is there.
const TLS: (&[&str], &str) = (&["ssl-mode", "sslmode"], "ssl-mode=VERIFY_IDENTITY");

from_pool! {
    ::sqlx::MySqlPool,
    /// Returns a handle over the pool that the program has already, with the default limits.
    ///
    /// Everything holds that holds for a handle of [`Db::connect`](crate::Db::connect), but for what the pool decides: how many
    /// connections there are, how long they live, and that each is asked whether it works when it comes back, and by default
    /// before it is used as well, which makes a short call take two or three times as long. These servers know limits on time
    /// as settings of a session, and the session is not ours: its own ones hold, and after ours this side gives up alone.
    /// The settings of the server and of the session are looked at before the first operation; a session that changes or cuts
    /// values without a word is refused.
}

impl Engine for MySql {
    type Options = MySqlConnectOptions;
    type Stepped<'r> = row::Stepped<'r>;
    const DIALECT: &'static Dialect = &MYSQL;

    // COMMIT alone is answered with success also where no transaction is open any more. The mark that `begins` sets is gone
    // then, and the first statement fails, and with it the text.
    const COMMIT: &'static str = "RELEASE SAVEPOINT fivefold; COMMIT";

    // A transaction that has to make way for one of another node of a Galera cluster is rolled back when the statement ends that
    // it is in. Where that is the first of a text, its success has been said by then, the next one runs all the same, and what
    // COMMIT finds is no transaction. Between two commands the server says so.
    const COMMIT_IN_STEPS: &'static [&'static str] = &["RELEASE SAVEPOINT fivefold", "COMMIT"];

    fn hosts(url: &str, _: &Limits) -> Result<Hosts<Self>> {
        let urls = urls(url, SETTINGS, TLS)?;
        let options = urls.iter().map(|url| {
            let options: MySqlConnectOptions = url.parse().map_err(|_| {
                invalid("the URL cannot be understood; write `mysql://user:password@host:3306/database`, with `%` and two hexadecimal digits for special characters")
            })?;
            Ok::<_, Error>(session::quiet(options))
        });
        Ok(Hosts::new(options.collect::<Result<_>>()?))
    }

    fn open<'a>(
        options: &'a MySqlConnectOptions,
        limits: &'a Limits,
        writes: bool,
    ) -> Opening<'a, Self> {
        Box::pin(session::open(options, limits, writes))
    }

    fn inspect<'a>(connection: &'a mut MySqlConnection, limits: &'a Limits) -> Answer<'a, Nature> {
        Box::pin(session::inspect(connection, limits))
    }

    fn begins(_: &Limits, bare: bool) -> Begins {
        session::begins(bare)
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

    fn stepped(row: &MySqlRow) -> row::Stepped<'_> {
        row::Stepped(row)
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

    fn classify(error: &dyn DatabaseError, table: Option<&'static Table>, _: &Writes) -> Fault {
        classify::classify(error, table)
    }
}
