//! MariaDB, by a connection of its own.

use std::sync::Arc;

use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Connection, Row};
use tokio::sync::Mutex;

use super::Link;
use crate::support::side_runtime::run_aside;
use crate::support::test_schema::TestSchema;
use crate::support::test_server::first_host;

pub struct MariaDb(Arc<Mutex<MySqlConnection>>);

impl MariaDb {
    pub fn connect(schema: &TestSchema) -> Self {
        let url = first_host(&schema.url(&schema.name));
        let connection = run_aside(async move {
            let mut connection = MySqlConnection::connect(&url).await?;
            sqlx::raw_sql("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')")
                .execute(&mut connection)
                .await?;
            Ok::<_, sqlx::Error>(connection)
        });
        Self(Arc::new(Mutex::new(connection.unwrap())))
    }
}

impl Link for MariaDb {
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
        let text = |row: &MySqlRow, at| row.get_unchecked(at);
        found
            .unwrap()
            .map(|row| (0..row.len()).map(|at| text(&row, at)).collect())
    }
}

/// A statement that takes no values is answered in text.
fn texts(row: &MySqlRow) -> Vec<String> {
    let text = |at| {
        let Some(bytes) = row.get_unchecked::<Option<Vec<u8>>, _>(at) else {
            return "null".to_owned();
        };
        // The type does not tell text from bytes where text is compared byte by byte.
        String::from_utf8(bytes).unwrap_or_else(|no_text| {
            no_text
                .as_bytes()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        })
    };
    (0..row.len()).map(text).collect()
}
