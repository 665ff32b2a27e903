//! A connection that bypasses the SDK, under another account: stored rows, open connections and
//! transactions.

use std::path::Path;
use std::time::Duration;

use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Connection, Row};

use super::engine::Engine;
use super::wait::until;

/// A connection that bypasses the SDK.
pub enum RawConnection {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
}

/// The account of the SDK, with the privileges of an application only.
pub const APP: &str = "app";

/// The pause between two reads of the list of transactions. MariaDB caches that list until it has
/// not been read for 100 ms.
pub const LOOK: Duration = Duration::from_millis(120);

impl RawConnection {
    pub fn file(path: &Path) -> Self {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        Self::Sqlite(connection)
    }

    pub async fn connect(engine: Engine, url: &str) -> Result<Self, sqlx::Error> {
        match engine {
            Engine::Sqlite => Ok(Self::file(Path::new(url))),
            Engine::Postgres => PgConnection::connect(url).await.map(Self::Postgres),
            Engine::MariaDb => MySqlConnection::connect(url).await.map(Self::MariaDb),
        }
    }

    /// Runs statements that take no values.
    pub async fn try_execute(&mut self, sql: &str) -> Result<(), String> {
        let text = AssertSqlSafe(sql.to_owned());
        let failed = |error: sqlx::Error| format!("{sql}: {error}");
        match self {
            Self::Sqlite(file) => file
                .execute_batch(sql)
                .map_err(|error| format!("{sql}: {error}")),
            Self::Postgres(link) => {
                let done = sqlx::raw_sql(text).execute(link).await;
                done.map(drop).map_err(failed)
            }
            Self::MariaDb(link) => {
                let done = sqlx::raw_sql(text).execute(link).await;
                done.map(drop).map_err(failed)
            }
        }
    }

    pub async fn execute(&mut self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    /// Returns every row, as the text of its cells.
    pub async fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        let text = AssertSqlSafe(sql.to_owned());
        let found = match self {
            Self::Sqlite(file) => Ok(of_file(file, sql).unwrap()),
            Self::Postgres(link) => sqlx::raw_sql(text)
                .fetch_all(link)
                .await
                .map(|rows| rows.iter().map(postgres).collect()),
            Self::MariaDb(link) => sqlx::raw_sql(text)
                .fetch_all(link)
                .await
                .map(|rows| rows.iter().map(mariadb).collect()),
        };
        found.unwrap_or_else(|error: sqlx::Error| panic!("{sql}: {error}"))
    }

    /// Returns every row of a query whose columns are integers.
    pub async fn numbers(&mut self, sql: &str) -> Vec<Vec<i64>> {
        let rows = self.rows(sql).await;
        let number = |cell: &String| cell.parse().unwrap_or_else(|_| panic!("{sql}: {cell}"));
        rows.iter()
            .map(|row| row.iter().map(number).collect())
            .collect()
    }

    pub async fn number(&mut self, sql: &str) -> i64 {
        self.numbers(sql).await[0][0]
    }

    pub async fn text(&mut self, sql: &str) -> String {
        self.rows(sql).await.swap_remove(0).swap_remove(0)
    }

    /// Returns the server's ids of the connections of the SDK to this database.
    pub async fn connections(&mut self) -> Vec<i64> {
        let rows = match self {
            Self::Sqlite(_) => return Vec::new(),
            Self::Postgres(_) => self.numbers(&format!("SELECT pid FROM pg_stat_activity WHERE usename = '{APP}' AND datname = current_database()")).await,
            Self::MariaDb(_) => self.numbers(&format!("SELECT id FROM information_schema.processlist WHERE user = '{APP}' AND db = DATABASE()")).await,
        };
        rows.into_iter().map(|row| row[0]).collect()
    }

    /// Returns the ids of those that are in a transaction.
    pub async fn in_transaction(&mut self) -> Vec<i64> {
        let rows = match self {
            Self::Sqlite(_) => return Vec::new(),
            Self::Postgres(_) => self.numbers(&format!("SELECT pid FROM pg_stat_activity WHERE usename = '{APP}' AND datname = current_database() AND xact_start IS NOT NULL")).await,
            Self::MariaDb(_) => self.numbers(&format!("SELECT p.id FROM information_schema.innodb_trx AS t JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id \
                WHERE p.user = '{APP}' AND p.db = DATABASE()")).await,
        };
        rows.into_iter().map(|row| row[0]).collect()
    }

    /// Ends another connection.
    pub async fn end(&mut self, connection: i64) {
        let sql = match self {
            Self::Sqlite(_) => return,
            Self::Postgres(_) => format!("SELECT pg_terminate_backend({connection})"),
            Self::MariaDb(_) => format!("KILL CONNECTION {connection}"),
        };
        // It may have ended by itself.
        let _ = self.try_execute(&sql).await;
    }

    /// Returns the number of open transactions of the SDK, those included whose client is gone.
    pub async fn open_transactions(&mut self) -> i64 {
        match self {
            Self::Sqlite(_) => 0,
            Self::Postgres(_) => self.number(&format!("SELECT count(*) FROM pg_stat_activity WHERE usename = '{APP}' AND datname = current_database() AND xact_start IS NOT NULL")).await,
            Self::MariaDb(_) => self.number(&format!("SELECT count(*) FROM information_schema.innodb_trx AS t LEFT JOIN information_schema.processlist AS p \
                ON p.id = t.trx_mysql_thread_id WHERE p.user = '{APP}' OR p.id IS NULL")).await,
        }
    }

    /// Waits until no transaction of the SDK is open; an error after 5 seconds.
    pub async fn nothing_open(&mut self) -> Result<Duration, String> {
        let start = std::time::Instant::now();
        while self.open_transactions().await > 0 {
            if start.elapsed() > Duration::from_secs(5) {
                let left = self.open_transactions().await;
                return Err(format!("{left} transactions are still open after 5 s"));
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(start.elapsed())
    }

    /// Waits until the SDK has at most this many connections.
    pub async fn has_connections(&mut self, most: usize, limit: Duration) -> bool {
        let shared = tokio::sync::Mutex::new(self);
        let few = || async { shared.lock().await.connections().await.len() <= most };
        until(limit, few).await.is_some()
    }
}

fn of_file(file: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Vec<Vec<String>>> {
    use rusqlite::types::ValueRef;
    let mut statement = file.prepare_cached(sql)?;
    let columns = statement.column_count();
    let shown = |value: ValueRef<'_>| match value {
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    };
    statement
        .query_map([], |row| {
            (0..columns)
                .map(|at| row.get_ref(at).map(shown))
                .collect::<rusqlite::Result<Vec<String>>>()
        })?
        .collect()
}

/// A statement that takes no values is answered in text.
fn postgres(row: &PgRow) -> Vec<String> {
    let text = |at| {
        let value = row.try_get_raw(at).unwrap();
        value.as_str().map_or("null".to_owned(), str::to_owned)
    };
    (0..row.len()).map(text).collect()
}

fn mariadb(row: &MySqlRow) -> Vec<String> {
    let text = |at| match row.get_unchecked::<Option<Vec<u8>>, _>(at) {
        Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        None => "null".to_owned(),
    };
    (0..row.len()).map(text).collect()
}
