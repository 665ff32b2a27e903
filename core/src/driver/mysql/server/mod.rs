//! The variables of a server, and whether it can be used.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use sqlx::mysql::{MySql, MySqlConnection, MySqlRow};
use sqlx::{Decode, Row as _};

use crate::driver::limits::{Durability, Limits};
use crate::driver::sqlx::classify::classify_connect;
use crate::driver::sqlx::unsafe_server;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Reads the variables. A variable that the server does not have is absent from the answer.
const VARIABLES_QUERY: &str = "SHOW VARIABLES WHERE Variable_name IN ('version', 'idle_transaction_timeout', \
    'innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'innodb_flush_method', 'innodb_force_recovery', \
    'log_bin', 'sync_binlog', 'max_allowed_packet', 'read_only', 'super_read_only', 'innodb_read_only', \
    'transaction_read_only', 'tx_read_only', 'wsrep_on', 'sql_mode', 'time_zone', 'system_time_zone', \
    'character_set_client', 'character_set_connection', 'character_set_results', 'autocommit', 'completion_type', \
    'foreign_key_checks', 'unique_checks', 'sql_auto_is_null', 'sql_select_limit')";

/// Reads the status of a node of a Galera cluster.
const CLUSTER_QUERY: &str =
    "SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')";

/// The smallest `max_allowed_packet` that is accepted, in bytes: the default of MariaDB. The driver
/// never sends more to any server.
pub(super) const MIN_PACKET: usize = 16 << 20;

/// The value of `sql_select_limit` that limits nothing.
pub(super) const NO_LIMIT: u64 = u64::MAX;

/// Modes under which a statement has another meaning, or a value changes.
const REFUSED_MODES: [&str; 5] = [
    "ANSI_QUOTES",
    "EMPTY_STRING_IS_NULL",
    "HIGH_NOT_PRECEDENCE",
    "NO_BACKSLASH_ESCAPES",
    "ORACLE",
];

/// The variables of a server and of the session that read them.
#[derive(Debug, Default)]
pub(super) struct Server(HashMap<String, String>);

impl Server {
    pub(super) async fn query(connection: &mut MySqlConnection) -> Result<Self> {
        let mut server = Self::default();
        server.read(connection, VARIABLES_QUERY).await?;
        if server.is_in_cluster() {
            server.read(connection, CLUSTER_QUERY).await?;
        }
        Ok(server)
    }

    async fn read(&mut self, connection: &mut MySqlConnection, query: &'static str) -> Result<()> {
        let rows = sqlx::raw_sql(query)
            .fetch_all(connection)
            .await
            .map_err(|error| classify_connect::<MySql>(error).error)?;
        let pairs = rows
            .iter()
            .filter_map(|row| Some((text(row, 0)?, text(row, 1)?)));
        self.0.extend(pairs);
        Ok(())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name).eq_ignore_ascii_case(value)
    }

    fn is_on(&self, name: &str) -> bool {
        !["", "OFF", "0"].iter().any(|off| self.is(name, off))
    }

    /// Returns true for MariaDB: by a variable that MySQL does not have, since the version can be
    /// configured to any text.
    pub(super) fn is_mariadb(&self) -> bool {
        self.0.contains_key("idle_transaction_timeout")
    }

    pub(super) fn is_in_cluster(&self) -> bool {
        self.is_on("wsrep_on")
    }

    pub(super) fn reads_only(&self) -> bool {
        let names = [
            "read_only",
            "super_read_only",
            "innodb_read_only",
            "transaction_read_only",
            "tx_read_only",
        ];
        names.iter().any(|name| self.is_on(name))
    }

    /// Refuses a server that is too old, that accepts too small packets, or that can lose
    /// acknowledged writes.
    pub(super) fn check(&self, limits: &Limits) -> Result<()> {
        let unsupported = |message| Err(Error::new(ErrorKind::Unsupported, message));
        let oldest = if self.is_mariadb() {
            [10, 6, 0]
        } else {
            [8, 0, 17]
        };
        if version(self.get("version")) < oldest {
            return unsupported(
                "the server is older than MariaDB 10.6 and MySQL 8.0.17; use a newer one",
            );
        }
        let packet = self.get("max_allowed_packet").parse::<usize>();
        if packet.is_ok_and(|packet| packet < MIN_PACKET) {
            return unsupported(
                "the server accepts only statements below 16 MiB; raise its setting `max_allowed_packet`",
            );
        }
        if limits.durability == Durability::Server {
            return Ok(());
        }
        // A crash under these settings can damage tables, and not only lose the last rows.
        if !["", "ON", "1", "DETECT_AND_RECOVER"]
            .iter()
            .any(|safe| self.is("innodb_doublewrite", safe))
        {
            return Err(unsafe_server("innodb_doublewrite", "ON"));
        }
        if ["nosync", "littlesync", "O_DIRECT_NO_FSYNC"]
            .iter()
            .any(|lax| self.is("innodb_flush_method", lax))
        {
            return Err(unsafe_server("innodb_flush_method", "O_DIRECT"));
        }
        if self.is_on("innodb_force_recovery") {
            return Err(unsafe_server("innodb_force_recovery", "0"));
        }
        if limits.durability == Durability::Normal {
            return Ok(());
        }
        // 3 of MariaDB is 1 with more syncs.
        if !matches!(self.get("innodb_flush_log_at_trx_commit"), "" | "1" | "3") {
            return Err(unsafe_server("innodb_flush_log_at_trx_commit", "1"));
        }
        // With a binary log, recovery rolls back every transaction that the log does not hold. The
        // default of MariaDB, 0, is safe only while the log is off, which is the default too.
        if self.is_on("log_bin") && !matches!(self.get("sync_binlog"), "" | "1") {
            return Err(unsafe_server("sync_binlog", "1"));
        }
        Ok(())
    }

    /// Refuses a node that is cut off from its cluster. It can rejoin, so the error is retryable.
    pub(super) fn check_cluster(&self) -> Result<()> {
        if !self.is_in_cluster() {
            return Ok(());
        }
        for (name, wanted) in [("wsrep_cluster_status", "Primary"), ("wsrep_ready", "ON")] {
            if !self.is(name, wanted) {
                return Err(Error::new(
                    ErrorKind::Busy,
                    format!(
                        "this node accepts no statements because its status `{name}` is not `{wanted}`; try again, or name the other nodes of the cluster in the URL"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Refuses a session that the application prepared and in which values or transactions differ
    /// from those of our own sessions.
    pub(super) fn check_session(&self) -> Result<()> {
        let modes: Vec<&str> = self.get("sql_mode").split(',').collect();
        if !modes.contains(&"STRICT_TRANS_TABLES") && !modes.contains(&"STRICT_ALL_TABLES") {
            return Err(unsuitable_session(
                "sql_mode",
                "a list with `STRICT_TRANS_TABLES`",
            ));
        }
        if let Some(mode) = REFUSED_MODES.iter().find(|mode| modes.contains(mode)) {
            return Err(unsuitable_session(
                "sql_mode",
                &format!("a list without `{mode}`"),
            ));
        }
        let zone = match self.get("time_zone") {
            "SYSTEM" => self.get("system_time_zone"),
            zone => zone,
        };
        if !matches!(zone, "+00:00" | "UTC") {
            return Err(unsuitable_session("time_zone", "`+00:00`"));
        }
        for name in [
            "character_set_client",
            "character_set_connection",
            "character_set_results",
        ] {
            if !self.is(name, "utf8mb4") {
                return Err(unsuitable_session(name, "`utf8mb4`"));
            }
        }
        for (name, wanted) in [
            ("autocommit", true),
            ("foreign_key_checks", true),
            ("unique_checks", true),
            ("sql_auto_is_null", false),
        ] {
            if self.is_on(name) != wanted {
                return Err(unsuitable_session(
                    name,
                    if wanted { "`ON`" } else { "`OFF`" },
                ));
            }
        }
        // CHAIN would start a transaction after each COMMIT, in which the next writes would stay
        // uncommitted.
        if !self.is("completion_type", "NO_CHAIN") {
            return Err(unsuitable_session("completion_type", "`NO_CHAIN`"));
        }
        if self.get("sql_select_limit").parse() != Ok(NO_LIMIT) {
            return Err(unsuitable_session(
                "sql_select_limit",
                &format!("`{NO_LIMIT}`"),
            ));
        }
        Ok(())
    }
}

fn unsuitable_session(setting: &str, wanted: &str) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        format!(
            "the connections of the application's pool cannot be used because of their setting `{setting}`; set it to {wanted}"
        ),
    )
}

fn text(row: &MySqlRow, index: usize) -> Option<String> {
    let value = row.try_get_raw(index).ok()?;
    <&str as Decode<MySql>>::decode(value)
        .ok()
        .map(str::to_owned)
}

/// Parses the three numbers at the start of a version.
fn version(text: &str) -> [u32; 3] {
    // MariaDB used this prefix towards the replication of MySQL.
    let text = text.strip_prefix("5.5.5-").unwrap_or(text);
    let mut parts = text
        .split(|letter: char| !letter.is_ascii_digit())
        .map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}
