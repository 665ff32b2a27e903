//! The session of a connection: strict, in UTC, in `utf8mb4`, serializable, and with limits on
//! time.

use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::mysql::{MySql, MySqlConnectOptions, MySqlConnection};

use crate::driver::limits::{Durability, Limits};
use crate::driver::mysql::server::{NO_LIMIT, Server};
use crate::driver::sqlx::classify::classify_connect;
use crate::driver::sqlx::engine::{BeginSql, Opened, ServerTraits};
use crate::driver::sqlx::execute::execute;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The time by which the limit of the server on idle transactions exceeds that of the handle. The
/// server ends the transactions of clients that are gone.
const IDLE_MARGIN: Duration = Duration::from_secs(5);

/// Values that do not fit are errors in every storage engine, and so are invalid dates. A key of 0
/// is a key. Escapes and quotes are those of the dialect, because every mode that is not named here
/// is off.
const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO";

/// The number of bytes of a text that decide its position in an order, 4 for each character. Texts
/// that are equal up to there come in any order, and a window over them would skip rows. With the
/// default of 1,024 that is so after 256 characters.
const MAX_SORT_LENGTH: u32 = 64 << 10;

/// A sort needs room for 15 rows, and each text in it takes [`MAX_SORT_LENGTH`] bytes: this is enough
/// for 16 texts. A sort of few rows allocates less.
const MIN_SORT_BUFFER: u32 = 16 << 20;

/// Keeps statements out of the log of the application, and leaves the session to [`settings`].
pub(super) fn session_options(options: MySqlConnectOptions) -> MySqlConnectOptions {
    // sqlx looks up the host with the brackets of an IPv6 URL.
    // <https://github.com/transact-rs/sqlx/issues/1739>
    let host = options.get_host().trim_matches(['[', ']']).to_owned();
    options
        .host(&host)
        .disable_statement_logging()
        .statement_cache_capacity(512)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
}

pub(super) async fn open(
    options: &MySqlConnectOptions,
    limits: &Limits,
    writes: bool,
) -> Result<Opened<MySql>, Fault> {
    let failed = classify_connect::<MySql>;
    let mut connection = options.connect().await.map_err(failed)?;
    let server = Server::query(&mut connection)
        .await
        .map_err(Fault::of_connect)?;
    check_usable(&server, limits, writes)?;
    let sql = settings(&server, limits);
    execute::<MySql>(&mut connection, sql)
        .await
        .map_err(failed)?;
    Ok(Opened {
        connection,
        traits: traits(&server),
    })
}

/// Refuses a server that must not be used; `writes` is set for one of several hosts. The scope of
/// the fault is the server where another host can be used instead.
fn check_usable(server: &Server, limits: &Limits, writes: bool) -> Result<(), Fault> {
    server.check(limits).map_err(Fault::of_connect)?;
    // A node that is cut off from its cluster accepts connections, so it would be chosen again and
    // again. As the only host it is accepted under `Durability::Server`: it may have been
    // configured to allow reads.
    if writes || limits.durability != Durability::Server {
        let alone = |error| Fault::new(FaultScope::Server, error);
        server.check_cluster().map_err(alone)?;
    }
    if writes && server.reads_only() {
        return Err(Fault::of_connect(Error::new(
            ErrorKind::Unavailable,
            "none of the hosts accepts writes; check which one is the primary",
        )));
    }
    Ok(())
}

/// Inspects the server and the session behind a connection of the application's pool. The session
/// is not ours to change.
pub(super) async fn inspect(
    connection: &mut MySqlConnection,
    limits: &Limits,
) -> Result<ServerTraits> {
    let server = Server::query(connection).await?;
    check_usable(&server, limits, false).map_err(|fault| fault.error)?;
    server.check_session()?;
    Ok(traits(&server))
}

fn traits(server: &Server) -> ServerTraits {
    ServerTraits {
        commits_in_steps: server.is_in_cluster(),
        ..ServerTraits::default()
    }
}

/// Returns the statements that start a transaction. The savepoint marks the transaction as open,
/// which COMMIT checks.
pub(super) fn begin_sql(no_session: bool) -> BeginSql {
    let implicit = "START TRANSACTION; SAVEPOINT fivefold";
    let transaction = if no_session {
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION; SAVEPOINT fivefold"
    } else {
        // The session is serializable already.
        implicit
    };
    BeginSql {
        transaction: Arc::from(transaction),
        read_committed: Arc::from(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION; SAVEPOINT fivefold",
        ),
        implicit: Arc::from(implicit),
    }
}

/// Returns the text that prepares a session. It holds constants and numbers from `limits` only.
fn settings(server: &Server, limits: &Limits) -> String {
    let mut sql = format!(
        "SET sql_mode = '{SQL_MODE}', time_zone = '+00:00', autocommit = 1, completion_type = 0, foreign_key_checks = 1, \
         unique_checks = 1, sql_auto_is_null = 0, sql_select_limit = {NO_LIMIT}, max_sort_length = {MAX_SORT_LENGTH}, \
         sort_buffer_size = greatest(@@sort_buffer_size, {MIN_SORT_BUFFER}), lc_messages = 'en_US', "
    );
    // The limit on a whole statement, in milliseconds.
    let millis = limits.statement.as_millis().clamp(1, 1 << 30);
    let idle = limits.idle_in_transaction;
    if server.is_mariadb() {
        sql.push_str(&format!(
            "innodb_lock_wait_timeout = {lock}, lock_wait_timeout = {lock}, max_statement_time = {}.{:03}, \
             idle_transaction_timeout = {}, NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
            millis / 1_000,
            millis % 1_000,
            seconds(idle.saturating_add(IDLE_MARGIN)),
            lock = seconds(limits.lock),
        ));
    } else {
        // MySQL limits only statements that read, so a lock must not be waited for longer than a
        // statement may take. It has no limit on idle transactions, only one on idle connections.
        sql.push_str(&format!(
            "innodb_lock_wait_timeout = {lock}, lock_wait_timeout = {lock}, max_execution_time = {millis}, \
             wait_timeout = {}, NAMES utf8mb4 COLLATE utf8mb4_0900_bin",
            seconds(idle.max(limits.idle).saturating_add(IDLE_MARGIN)),
            lock = seconds(limits.lock.min(limits.statement)),
        ));
    }
    if server.is_in_cluster() {
        // Acknowledged writes are visible on every node to reads (1), updates (2) and inserts (4).
        // Otherwise an update of a row that has not arrived on this node would find no row. It
        // costs a round trip in the cluster.
        sql.push_str(", wsrep_sync_wait = @@wsrep_sync_wait | 7");
    }
    // MariaDB and MySQL have different names for the variable.
    sql.push_str("; SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    sql
}

/// Rounds a limit up to whole seconds, the unit of the server; at least 1. With 0, MariaDB does not
/// wait at all, and MySQL refuses it.
fn seconds(limit: Duration) -> u128 {
    limit.as_millis().div_ceil(1_000).clamp(1, 1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::sqlx::engine::Engine;

    fn text(server: &[(&str, &str)]) -> String {
        let limits = Limits {
            lock: Duration::from_millis(300),
            statement: Duration::from_millis(1_250),
            ..Limits::default()
        };
        settings(&Server::of(server), &limits)
    }

    #[test]
    fn a_session_has_the_limits_that_its_server_knows() {
        let mariadb = text(&[("idle_transaction_timeout", "0")]);
        for part in [
            "innodb_lock_wait_timeout = 1, lock_wait_timeout = 1, ",
            "max_statement_time = 1.250, idle_transaction_timeout = 65, ",
            "COLLATE utf8mb4_nopad_bin; SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        ] {
            assert!(mariadb.contains(part), "{mariadb}");
        }
        let mysql = text(&[]);
        for part in [
            "max_execution_time = 1250, wait_timeout = 605, ",
            "COLLATE utf8mb4_0900_bin;",
        ] {
            assert!(mysql.contains(part), "{mysql}");
        }
        let galera = text(&[("idle_transaction_timeout", "0"), ("wsrep_on", "ON")]);
        assert!(
            galera.contains(", wsrep_sync_wait = @@wsrep_sync_wait | 7;"),
            "{galera}"
        );
    }

    #[test]
    fn a_commit_stands_alone_where_a_cluster_may_end_the_transaction_before_it() {
        let is_in_steps = |on| traits(&Server::of(&[("wsrep_on", on)])).commits_in_steps;
        assert!(is_in_steps("ON") && !is_in_steps("OFF") && !is_in_steps(""));
        let steps = <MySql as Engine>::COMMIT_STEPS;
        assert_eq!(steps.join("; "), <MySql as Engine>::COMMIT);
        assert!(steps.iter().all(|step| !step.contains(';')), "{steps:?}");
    }

    #[test]
    fn a_node_without_its_cluster_is_passed_over_for_the_next_host() {
        for status in ["non-Primary", "Disconnected", "Primary"] {
            let node = Server::of(&[
                ("version", "10.11.19-MariaDB"),
                ("idle_transaction_timeout", "0"),
                ("innodb_flush_log_at_trx_commit", "1"),
                ("wsrep_on", "ON"),
                ("wsrep_ready", "ON"),
                ("wsrep_cluster_status", status),
            ]);
            for (durability, writes) in [
                (Durability::Full, false),
                (Durability::Full, true),
                (Durability::Server, false),
                (Durability::Server, true),
            ] {
                let limits = Limits {
                    durability,
                    ..Limits::default()
                };
                let is_taken = status == "Primary" || durability == Durability::Server && !writes;
                match check_usable(&node, &limits, writes) {
                    Ok(()) => assert!(is_taken, "{status} {durability:?} {writes}"),
                    Err(fault) => {
                        assert!(!is_taken, "{status} {durability:?} {writes}");
                        // As far as the next host, and for now.
                        assert_eq!(fault.scope, FaultScope::Server);
                        assert!(fault.error.is_retryable());
                    }
                }
            }
        }
    }

    #[test]
    fn limits_in_seconds_are_rounded_up() {
        for (millis, expected) in [
            (0, 1),
            (1, 1),
            (1_000, 1),
            (1_001, 2),
            (60_000, 60),
            (u64::MAX, 1 << 20),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis)), expected);
        }
    }

    #[test]
    fn a_transaction_is_serializable_and_bears_its_mark() {
        assert_eq!(
            &*begin_sql(false).transaction,
            "START TRANSACTION; SAVEPOINT fivefold"
        );
        assert_eq!(begin_sql(false).transaction, begin_sql(false).implicit);
        assert_eq!(
            &*begin_sql(true).transaction,
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION; SAVEPOINT fivefold"
        );
        assert_eq!(begin_sql(true).implicit, begin_sql(false).implicit);
    }

    #[test]
    fn an_address_loses_the_brackets_that_a_url_needs() {
        let options: MySqlConnectOptions = "mysql://root@[::1]:3306/app".parse().unwrap();
        assert_eq!(session_options(options).get_host(), "::1");
    }
}
