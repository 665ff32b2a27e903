//! The engines, as data.

use std::time::Duration;

use tempfile::TempDir;

use super::home::{Home, is_asked_for};
use super::space::Space;

/// A kind of database, and what is special about it. A test asks for the capability that it needs.
pub struct Engine {
    pub name: &'static str,
    /// What is spoken past the SDK.
    pub sql: Sql,
    /// Rows outlive the handle; other handles and other programs can open the database at the same time.
    pub kept: bool,
    /// Reads go on while a transaction writes.
    pub reads_beside_writer: bool,
    /// A transaction keeps every other writer waiting, also one that writes elsewhere.
    pub one_writer: bool,
    /// A short statement is answered where it is polled, so it cannot be dropped on its way.
    pub answers_in_place: bool,
    /// An UPDATE is one statement; where it cannot return the row, reading that is a second one.
    pub statements_of_an_update: u64,
    /// CREATE TABLE can be rolled back.
    pub transactional_ddl: bool,
    /// An index can be over an expression.
    pub indexes_expressions: bool,
    /// The longest text that a unique column without a rule takes, in characters of one byte that do not repeat.
    pub longest_indexed: usize,
    /// The shortest wait for a lock that the engine can be told.
    pub shortest_lock_wait: Duration,
    place: fn(&TempDir) -> Place,
    pub home: Option<fn() -> Option<&'static Home>>,
}

/// The language of an engine, for what is said past the SDK.
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

/// Where a database is: its URL, and what is to be removed afterwards.
pub struct Place {
    pub url: String,
    pub space: Option<Space>,
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
    longest_indexed: usize::MAX,
    shortest_lock_wait: Duration::ZERO,
    place: |_| Place {
        url: "sqlite::memory:".to_owned(),
        space: None,
    },
    home: None,
};

pub static SQLITE_FILE: Engine = Engine {
    name: "sqlite",
    kept: true,
    reads_beside_writer: true,
    place: |dir| Place {
        url: format!("sqlite:{}", dir.path().join("test.db").display()),
        space: None,
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
    longest_indexed: 2_692,
    place: |_| Space::place(Home::postgres()),
    home: Some(Home::postgres),
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
    longest_indexed: 768,
    shortest_lock_wait: Duration::from_secs(1),
    place: |_| Space::place(Home::mariadb()),
    home: Some(Home::mariadb),
};

pub static ENGINES: [&Engine; 4] = [&SQLITE_MEMORY, &SQLITE_FILE, &POSTGRES, &MARIADB];

impl Engine {
    /// Returns true when there is such a database here, and it is asked for. That there is none has been said then, once.
    pub fn is_there(&self) -> bool {
        is_asked_for(self.sql.name()) && self.home.is_none_or(|home| home().is_some())
    }

    pub fn place(&self, dir: &TempDir) -> Place {
        (self.place)(dir)
    }
}
