//! A connection to the database that bypasses the SDK, to check what is stored.

/// Implements [`Link`] for an `Arc<Mutex<_>>` around a connection of sqlx; the file has a function
/// `texts` for a row of its engine. `$get` reads a column of text. This is a macro because generic
/// code would have to state the bounds of each call of sqlx.
macro_rules! sqlx_link {
    ($link:ty, $get:ident) => {
        impl Link for $link {
            fn execute(&self, script: &str) -> Result<(), String> {
                let (connection, script) = (Arc::clone(&self.0), AssertSqlSafe(script.to_owned()));
                let done = run_aside(async move {
                    sqlx::raw_sql(script)
                        .execute(&mut *connection.lock().await)
                        .await
                });
                done.map(drop).map_err(|error| error.to_string())
            }

            fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, String> {
                let (connection, sql) = (Arc::clone(&self.0), AssertSqlSafe(sql.to_owned()));
                let found = run_aside(async move {
                    sqlx::raw_sql(sql)
                        .fetch_all(&mut *connection.lock().await)
                        .await
                });
                let rows = found.map_err(|error| error.to_string())?;
                Ok(rows.iter().map(texts).collect())
            }

            fn row_of(&self, sql: &str, text: &str) -> Option<Vec<String>> {
                let (connection, sql) = (Arc::clone(&self.0), AssertSqlSafe(sql.to_owned()));
                let text = text.to_owned();
                let found = run_aside(async move {
                    sqlx::query(sql)
                        .bind(text)
                        .fetch_optional(&mut *connection.lock().await)
                        .await
                });
                found
                    .unwrap()
                    .map(|row| (0..row.len()).map(|index| row.$get(index)).collect())
            }
        }
    };
}

mod catalogue;
mod mariadb;
mod postgres;
mod sqlite;

use std::path::Path;

use super::engine::Sql;
use super::test_schema::TestSchema;

/// A connection that bypasses the SDK. Identifiers are in double quotes on every engine.
pub struct RawConnection {
    link: Box<dyn Link>,
    pub sql: Sql,
}

/// A connection of one engine. Cells are text: NULL is `null`, true is 1, and binary values are
/// hexadecimal digits.
trait Link: Send + Sync {
    /// Runs statements that take no values.
    fn execute(&self, script: &str) -> Result<(), String>;

    /// Returns every row of a query that takes no values.
    fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, String>;

    /// Returns the texts of the one row, or none, of a query that takes a text.
    fn row_of(&self, sql: &str, text: &str) -> Option<Vec<String>>;
}

impl RawConnection {
    pub fn sqlite(path: &Path) -> Self {
        Self {
            link: Box::new(sqlite::Sqlite::open(path)),
            sql: Sql::Sqlite,
        }
    }

    pub fn postgres(schema: &TestSchema) -> Self {
        Self {
            link: Box::new(postgres::Postgres::connect(schema)),
            sql: Sql::Postgres,
        }
    }

    pub fn mariadb(schema: &TestSchema) -> Self {
        Self {
            link: Box::new(mariadb::MariaDb::connect(schema)),
            sql: Sql::MariaDb,
        }
    }

    #[track_caller]
    pub fn execute(&self, script: &str) {
        self.try_execute(script)
            .unwrap_or_else(|error| panic!("{script}: {error}"));
    }

    /// Runs the script; the error is the message of the engine.
    pub fn try_execute(&self, script: &str) -> Result<(), String> {
        self.link.execute(script)
    }

    /// Every row, as the text of its cells.
    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.link
            .rows(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The first cell of every row.
    #[track_caller]
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql)
            .into_iter()
            .map(|mut row| row.swap_remove(0))
            .collect()
    }

    #[track_caller]
    pub fn integer(&self, sql: &str) -> i64 {
        self.texts(sql).remove(0).parse().unwrap()
    }

    /// These columns of the row that holds this text in `key`; all of them are text.
    pub fn row_of(
        &self,
        table: &str,
        columns: &[&str],
        key: &str,
        text: &str,
    ) -> Option<Vec<String>> {
        let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let placeholder = match self.sql {
            Sql::Postgres => "$1",
            Sql::Sqlite | Sql::MariaDb => "?",
        };
        let columns = columns.join(", ");
        self.link.row_of(
            &format!("SELECT {columns} FROM \"{table}\" WHERE \"{key}\" = {placeholder}"),
            text,
        )
    }

    /// A UUID as it is written in a statement.
    pub fn uuid(&self, uuid: u128) -> String {
        match self.sql {
            Sql::Postgres => format!("'{uuid:032x}'"),
            Sql::Sqlite | Sql::MariaDb => format!("x'{uuid:032x}'"),
        }
    }

    /// A column that holds a UUID, as hexadecimal digits.
    pub fn digits(&self, column: &str) -> String {
        match self.sql {
            Sql::Sqlite | Sql::Postgres => format!("\"{column}\""),
            Sql::MariaDb => format!("LOWER(HEX(\"{column}\"))"),
        }
    }

    /// A column that holds an instant, as text of RFC 3339.
    pub fn instant(&self, column: &str) -> String {
        match self.sql {
            Sql::Sqlite => format!("\"{column}\""),
            Sql::Postgres => format!(
                "to_char(\"{column}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
            ),
            Sql::MariaDb => format!("DATE_FORMAT(\"{column}\", '%Y-%m-%dT%H:%i:%s.%fZ')"),
        }
    }
}
