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

sqlx_link!(Postgres, get);

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
