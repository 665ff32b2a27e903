//! The engines, as data.

use std::time::Duration;

use tempfile::TempDir;

use super::test_schema::TestSchema;
use super::test_server::{TestServer, is_selected};

/// A kind of database and its capabilities. A test reads the capability that it depends on.
pub struct Engine {
    pub name: &'static str,
    /// The SQL of raw connections.
    pub sql: Sql,
    /// Rows outlive the `Db`; other handles and other processes can open the database at the same
    /// time.
    pub kept: bool,
    /// Reads do not wait for a transaction that writes.
    pub reads_beside_writer: bool,
    /// A transaction blocks every other writer, also one that writes other rows.
    pub one_writer: bool,
    /// A short statement completes in its first poll, so its future cannot be dropped half-way.
    pub answers_in_place: bool,
    /// An UPDATE is one statement; where it cannot return the row, reading that is a second one.
    pub statements_of_an_update: u64,
    /// CREATE TABLE can be rolled back.
    pub transactional_ddl: bool,
    /// An index can be over an expression.
    pub indexes_expressions: bool,
    /// The shortest lock timeout that the engine can be configured with.
    pub shortest_lock_wait: Duration,
    test_database: fn(&TempDir) -> TestDatabase,
    pub server: Option<fn() -> Option<&'static TestServer>>,
}

/// The SQL dialect of an engine, for raw connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sql {
    Sqlite,
    Postgres,
    MariaDb,
}

impl Sql {
    /// The name in `FIVEFOLD_TEST_ENGINES`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MariaDb => "mysql",
        }
    }
}

/// The URL of a test database, and the schema to remove afterwards.
pub struct TestDatabase {
    pub url: String,
    pub schema: Option<TestSchema>,
}

pub static SQLITE_MEMORY: Engine = Engine {
    name: "sqlite in memory",
    sql: Sql::Sqlite,
    kept: false,
    reads_beside_writer: false,
    one_writer: true,
    answers_in_place: true,
    statements_of_an_update: 1,
    transactional_ddl: true,
    indexes_expressions: true,
    shortest_lock_wait: Duration::ZERO,
    test_database: |_| TestDatabase {
        url: "sqlite::memory:".to_owned(),
        schema: None,
    },
    server: None,
};

pub static SQLITE_FILE: Engine = Engine {
    name: "sqlite",
    kept: true,
    reads_beside_writer: true,
    test_database: |dir| TestDatabase {
        url: format!("sqlite:{}", dir.path().join("test.db").display()),
        schema: None,
    },
    ..SQLITE_MEMORY
};

pub static POSTGRES: Engine = Engine {
    name: "postgres",
    sql: Sql::Postgres,
    kept: true,
    reads_beside_writer: true,
    one_writer: false,
    answers_in_place: false,
    test_database: |_| TestSchema::create(TestServer::postgres()),
    server: Some(TestServer::postgres),
    ..SQLITE_MEMORY
};

pub static MARIADB: Engine = Engine {
    name: "mysql",
    sql: Sql::MariaDb,
    kept: true,
    reads_beside_writer: true,
    one_writer: false,
    answers_in_place: false,
    statements_of_an_update: 2,
    transactional_ddl: false,
    indexes_expressions: false,
    shortest_lock_wait: Duration::from_secs(1),
    test_database: |_| TestSchema::create(TestServer::mariadb()),
    server: Some(TestServer::mariadb),
};

pub static ENGINES: [&Engine; 4] = [&SQLITE_MEMORY, &SQLITE_FILE, &POSTGRES, &MARIADB];

impl Engine {
    /// Returns true when the engine is selected and available. An engine that is not available has
    /// been reported once.
    pub fn is_available(&self) -> bool {
        is_selected(self.sql.name()) && self.server.is_none_or(|server| server().is_some())
    }

    pub fn test_database(&self, dir: &TempDir) -> TestDatabase {
        (self.test_database)(dir)
    }
}
