//! A connection to the database past the SDK, to see what is really there.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

pub struct Outside(pub Connection);

impl Outside {
    pub fn open(path: &Path) -> Self {
        let connection = Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        Self(connection)
    }

    pub fn execute(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    pub fn integer(&self, sql: &str) -> i64 {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Every row, as the text of its cells; blobs in hexadecimal digits.
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let mut statement = self.0.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            found.push(
                (0..columns)
                    .map(|at| shown(row.get_ref(at).unwrap()))
                    .collect(),
            );
        }
        found
    }

    /// The first cell of every row.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql)
            .into_iter()
            .map(|mut row| row.swap_remove(0))
            .collect()
    }

    /// Every object of the database and the statement that made it.
    pub fn schema(&self) -> Vec<Vec<String>> {
        self.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    }

    /// The names of the objects of this type, without SQLite's own.
    pub fn names(&self, kind: &str) -> Vec<String> {
        self.texts(&format!("SELECT name FROM sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite%' ORDER BY name"))
    }

    /// Fails unless the file is sound: pages, indexes, CHECKs and foreign keys.
    pub fn assert_sound(&self) {
        assert_eq!(self.texts("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(
            self.rows("PRAGMA foreign_key_check"),
            Vec::<Vec<String>>::new()
        );
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
