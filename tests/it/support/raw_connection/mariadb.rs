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

sqlx_link!(MariaDb, get_unchecked);

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
