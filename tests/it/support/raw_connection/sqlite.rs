//! SQLite, by a second connection to the file.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::Link;

pub struct Sqlite(Mutex<Connection>);

impl Sqlite {
    pub fn open(path: &Path) -> Self {
        let connection = Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        Self(Mutex::new(connection))
    }
}

impl Link for Sqlite {
    fn execute(&self, script: &str) -> Result<(), String> {
        let connection = self.0.lock().unwrap();
        connection
            .execute_batch(script)
            .map_err(|error| error.to_string())
    }

    fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, String> {
        let connection = self.0.lock().unwrap();
        let found = connection.prepare_cached(sql).and_then(|mut statement| {
            let columns = statement.column_count();
            statement
                .query_map([], |row| {
                    (0..columns).map(|at| row.get_ref(at).map(shown)).collect()
                })?
                .collect()
        });
        found.map_err(|error: rusqlite::Error| error.to_string())
    }

    fn row_of(&self, sql: &str, text: &str) -> Option<Vec<String>> {
        let connection = self.0.lock().unwrap();
        let mut statement = connection.prepare_cached(sql).unwrap();
        let columns = statement.column_count();
        let texts = |row: &Row<'_>| (0..columns).map(|at| row.get(at)).collect();
        statement.query_row([text], texts).optional().unwrap()
    }
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => format!("{value:?}"),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
