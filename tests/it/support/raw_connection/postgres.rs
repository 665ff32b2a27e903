//! PostgreSQL, by a connection under a name of its own.

use std::sync::Arc;

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Connection, Row, TypeInfo, ValueRef};
use tokio::sync::Mutex;

use super::Link;
use crate::support::side_runtime::run_aside;
use crate::support::test_schema::{self, TestSchema};

pub struct Postgres(Arc<Mutex<PgConnection>>);

impl Postgres {
    pub fn connect(schema: &TestSchema) -> Self {
        let url = schema.url(&test_schema::raw_connection_name(&schema.name));
        let connection = run_aside(async move { PgConnection::connect(&url).await });
        Self(Arc::new(Mutex::new(connection.unwrap())))
    }
}

impl Link for Postgres {
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
            .map(|row| (0..row.len()).map(|at| row.get(at)).collect())
    }
}

/// A statement that takes no values is answered in text.
fn texts(row: &PgRow) -> Vec<String> {
    let text = |at| {
        let value = row.try_get_raw(at).unwrap();
        if value.is_null() {
            return "null".to_owned();
        }
        let text = value.as_str().unwrap();
        match value.type_info().name() {
            "BOOL" => i32::from(text == "t").to_string(),
            "BYTEA" => text.trim_start_matches("\\x").to_owned(),
            "UUID" => text.replace('-', ""),
            _ => text.to_owned(),
        }
    };
    (0..row.len()).map(text).collect()
}
