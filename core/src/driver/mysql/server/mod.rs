//! What a server says of itself, and whether it can be relied upon.

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

/// What is asked of the server. A variable that it does not have is not answered, and is no error.
const VARIABLES_QUERY: &str = "SHOW VARIABLES WHERE Variable_name IN ('version', 'idle_transaction_timeout', \
    'innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'innodb_flush_method', 'innodb_force_recovery', \
    'log_bin', 'sync_binlog', 'max_allowed_packet', 'read_only', 'super_read_only', 'innodb_read_only', \
    'transaction_read_only', 'tx_read_only', 'wsrep_on', 'sql_mode', 'time_zone', 'system_time_zone', \
    'character_set_client', 'character_set_connection', 'character_set_results', 'autocommit', 'completion_type', \
    'foreign_key_checks', 'unique_checks', 'sql_auto_is_null', 'sql_select_limit')";

/// What a node of a Galera cluster says of itself.
const CLUSTER_QUERY: &str =
    "SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')";

/// The least that a server must take at once, in bytes: what MariaDB takes by default. More is not sent, to any server.
pub(super) const MIN_PACKET: usize = 16 << 20;

/// What `sql_select_limit` is where it limits nothing.
pub(super) const NO_LIMIT: u64 = u64::MAX;

/// Modes under which the same statement means something else, or a value becomes another one.
const REFUSED_MODES: [&str; 5] = [
    "ANSI_QUOTES",
    "EMPTY_STRING_IS_NULL",
    "HIGH_NOT_PRECEDENCE",
    "NO_BACKSLASH_ESCAPES",
    "ORACLE",
];

/// The variables of a server and of the session that asked for them.
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

    /// True for MariaDB: by a variable that MySQL does not have, since the version is any text that the server was given.
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

    /// Refuses a server that is too old, that cannot take what may be sent, or that would lose what it acknowledges.
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
                "the server takes statements of less than 16 MiB; raise its setting `max_allowed_packet`",
            );
        }
        if limits.durability == Durability::Server {
            return Ok(());
        }
        // After a crash, tables that were written under these may be damaged, and not just without their last rows.
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
        // MariaDB's 3 is its 1 with more syncs.
        if !matches!(self.get("innodb_flush_log_at_trx_commit"), "" | "1" | "3") {
            return Err(unsafe_server("innodb_flush_log_at_trx_commit", "1"));
        }
        // With a binary log, a transaction is committed once it stands there: what recovery does not find there it rolls back.
        // So MariaDB's default of 0 is safe as long as the log is off, as it is by default.
        if self.is_on("log_bin") && !matches!(self.get("sync_binlog"), "" | "1") {
            return Err(unsafe_server("sync_binlog", "1"));
        }
        Ok(())
    }

    /// Refuses a node that has lost its cluster. It may find it again, so another try is worth it.
    pub(super) fn check_cluster(&self) -> Result<()> {
        if !self.is_in_cluster() {
            return Ok(());
        }
        for (name, wanted) in [("wsrep_cluster_status", "Primary"), ("wsrep_ready", "ON")] {
            if !self.is(name, wanted) {
                return Err(Error::new(
                    ErrorKind::Busy,
                    format!(
                        "this node takes no statements, because its status `{name}` is not `{wanted}`; try again, or name the other nodes of the cluster in the URL"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Refuses a session, prepared by others, in which values or transactions would not be what they are in ours.
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
        // CHAIN would begin a transaction behind our back, and what is written next would not be committed.
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
            "the connections of the program's own pool cannot be used, because of their setting `{setting}`; make it {wanted}"
        ),
    )
}

fn text(row: &MySqlRow, at: usize) -> Option<String> {
    let value = row.try_get_raw(at).ok()?;
    <&str as Decode<MySql>>::decode(value)
        .ok()
        .map(str::to_owned)
}

/// The three numbers that a version starts with.
fn version(text: &str) -> [u32; 3] {
    // MariaDB called itself so once, to the MySQL servers that it copied from.
    let text = text.strip_prefix("5.5.5-").unwrap_or(text);
    let mut parts = text
        .split(|letter: char| !letter.is_ascii_digit())
        .map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}
