//! The servers, one of each kind per run: named by a variable, found on the usual port, or started
//! for the run.

use std::collections::BTreeSet;
use std::env;
use std::future::Future;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use fivefold_tests::servers::{Kind, Server};
use sqlx::Connection;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlPoolOptions};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};

use super::side_runtime::run_aside;
use super::test_schema;

/// A server on which every test gets a schema or database of its own.
pub struct TestServer {
    pub url: String,
    pub admin: Admin,
    /// The version of the server and how it was found.
    about: String,
    /// Stops with this process, which holds the other end of its pipe.
    _own: Option<Server>,
}

/// Connections with the privileges to create and drop schemas and databases.
#[derive(Clone)]
pub enum Admin {
    Postgres(PgPool),
    MariaDb(MySqlPool),
}

/// The way in which one kind of server is found.
struct Search {
    kind: Kind,
    variable: &'static str,
    /// The usual URLs of such a server, without encryption, which costs a hundred times as much as
    /// a connection.
    usual: &'static [&'static str],
    connect: fn(&str) -> Result<Admin, sqlx::Error>,
}

const POSTGRES: Search = Search {
    kind: Kind::Postgres,
    variable: "FIVEFOLD_TEST_POSTGRES",
    usual: &[
        "postgres://postgres@127.0.0.1:5432/test?sslmode=disable",
        "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable",
    ],
    connect: |url| {
        let options = PgConnectOptions::from_str(url)?;
        let pool = PgPoolOptions::new().max_connections(4);
        // A pool would keep retrying a port that refuses connections.
        run_aside(async move {
            first(PgConnection::connect_with(&options)).await?;
            pool.connect_with(options).await
        })
        .map(Admin::Postgres)
    },
};

const MARIADB: Search = Search {
    kind: Kind::MariaDb,
    variable: "FIVEFOLD_TEST_MYSQL",
    usual: &["mysql://root@127.0.0.1:3306/test?ssl-mode=DISABLED"],
    connect: |url| {
        let options = MySqlConnectOptions::from_str(&first_host(url))?;
        let pool = MySqlPoolOptions::new().max_connections(4);
        run_aside(async move {
            first(MySqlConnection::connect_with(&options)).await?;
            pool.connect_with(options).await
        })
        .map(Admin::MariaDb)
    },
};

/// Returns the URL with its first host only: sqlx takes one host, and raw statements run on the
/// server that is written to.
pub fn first_host(url: &str) -> String {
    let (hosts, rest) = url.rsplit_once('/').unwrap_or((url, ""));
    let (first, _) = hosts.split_once(',').unwrap_or((hosts, ""));
    format!("{first}/{rest}")
}

/// Waits for a first connection, for 3 seconds at most.
async fn first<C>(
    connecting: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<(), sqlx::Error> {
    let answer = tokio::time::timeout(Duration::from_secs(3), connecting).await;
    answer.map_err(|_| sqlx::Error::PoolTimedOut)?.map(drop)
}

impl TestServer {
    /// Returns the PostgreSQL server, or `None` without one.
    pub fn postgres() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<TestServer>> = OnceLock::new();
        FOUND.get_or_init(|| POSTGRES.find_or_say()).as_ref()
    }

    /// Returns the MariaDB or MySQL server, or `None` without one.
    pub fn mariadb() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<TestServer>> = OnceLock::new();
        FOUND.get_or_init(|| MARIADB.find_or_say()).as_ref()
    }

    /// Returns the version of the server and how it was found.
    pub fn about(&self) -> &str {
        &self.about
    }
}

impl Search {
    fn find_or_say(&self) -> Option<TestServer> {
        if !is_selected(self.kind.name()) {
            return None;
        }
        match self.find() {
            Ok(server) => {
                test_schema::remove_leftovers(&server.admin);
                Some(server)
            }
            Err(reason) => {
                let words = format!(
                    "LEFT OUT: {}: {reason}; name a server in {}",
                    self.kind.name(),
                    self.variable
                );
                assert!(!required().contains(self.kind.name()), "{words}");
                said(&words);
                None
            }
        }
    }

    fn find(&self) -> Result<TestServer, String> {
        let found = |url: &str, admin: Admin, how: &str, own| TestServer {
            about: format!("{} {}, {how}", self.kind.name(), admin.version()),
            url: url.to_owned(),
            admin,
            _own: own,
        };
        if let Ok(url) = env::var(self.variable) {
            // A server that is named is required: tests are not skipped when it does not answer.
            return match (self.connect)(&url) {
                Ok(admin) => Ok(found(&url, admin, "as it was named", None)),
                Err(error) => panic!("{} does not answer: {error}", self.variable),
            };
        }
        for url in self.usual {
            if let Ok(admin) = (self.connect)(url) {
                return Ok(found(url, admin, "on its usual port", None));
            }
        }
        let server = self.kind.start(&[]).map_err(|error| error.to_string())?;
        let url = server.url();
        let admin = (self.connect)(&url).map_err(|error| error.to_string())?;
        Ok(found(&url, admin, "started for this run", Some(server)))
    }
}

impl Admin {
    /// Runs the statements one by one.
    pub fn execute(&self, statements: Vec<String>) -> Result<(), sqlx::Error> {
        let admin = self.clone();
        run_aside(async move {
            for statement in statements {
                let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
                match &admin {
                    Self::Postgres(pool) => sql.execute(pool).await.map(drop)?,
                    Self::MariaDb(pool) => sql.execute(pool).await.map(drop)?,
                }
            }
            Ok(())
        })
    }

    /// Returns the first column, a text, of every row.
    pub fn texts(&self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        let (admin, sql) = (self.clone(), sqlx::AssertSqlSafe(sql.to_owned()));
        run_aside(async move {
            match &admin {
                Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
                Self::MariaDb(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
            }
        })
    }

    /// Returns the names of all schemas of a PostgreSQL server, or of all databases of a MariaDB
    /// server.
    pub fn schemas(&self) -> Result<Vec<String>, sqlx::Error> {
        self.texts(match self {
            Self::Postgres(_) => "SELECT nspname::text FROM pg_namespace",
            Self::MariaDb(_) => "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata",
        })
    }

    fn version(&self) -> String {
        let sql = match self {
            Self::Postgres(_) => "SELECT current_setting('server_version')",
            Self::MariaDb(_) => "SELECT version()",
        };
        self.texts(sql).unwrap().remove(0)
    }
}

/// The engines that must not be skipped.
pub fn required() -> BTreeSet<String> {
    let names = env::var("FIVEFOLD_TEST_REQUIRE").unwrap_or_default();
    let names = names.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns false for an engine that `FIVEFOLD_TEST_ENGINES` leaves out; without that variable, all
/// are selected.
pub fn is_selected(name: &str) -> bool {
    let Ok(names) = env::var("FIVEFOLD_TEST_ENGINES") else {
        return true;
    };
    let is_selected = names.split(',').any(|one| one.trim() == name);
    assert!(
        is_selected || !required().contains(name),
        "FIVEFOLD_TEST_REQUIRE names {name}, and FIVEFOLD_TEST_ENGINES leaves it out"
    );
    is_selected
}

/// Prints to the standard error stream itself: the captured output of a test that passes is not
/// shown.
pub fn said(words: &str) {
    io::stderr()
        .write_all(format!("{words}\n").as_bytes())
        .unwrap();
}
