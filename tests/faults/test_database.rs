//! The database of one row: a file, or a database on a private server with durable commits.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fivefold::db::Builder;
use fivefold::prelude::*;
use fivefold_tests::servers::{Kind, Server, Stop};
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::engine::Engine;
use super::models;
use super::raw_connection::{APP, RawConnection};

/// Settings under which no acknowledged commit is lost, and shorter timeouts where they cost no
/// durability.
const POSTGRES: &[&str] = &[
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "deadlock_timeout=100ms",
    "max_connections=100",
];
const MARIADB: &[&str] = &[
    "innodb-flush-log-at-trx-commit=1",
    "innodb-doublewrite=1",
    "max-connections=200",
];

/// A private server.
pub struct TestServer {
    pub engine: Engine,
    process: Mutex<Server>,
    port: u16,
    pub version: String,
}

impl TestServer {
    /// Starts a standby of this server, with the same accounts and databases.
    pub fn standby(&self) -> Result<Arc<Self>, String> {
        let server = block_in_place(|| self.process().standby(POSTGRES));
        let server = server.map_err(|error| error.to_string())?;
        Ok(Arc::new(Self {
            engine: self.engine,
            port: server.port(),
            process: Mutex::new(server),
            version: self.version.clone(),
        }))
    }

    /// Starts a server, with an account for the SDK that has the privileges of an application only.
    pub async fn start(engine: Engine) -> Result<Arc<Self>, String> {
        let server = block_in_place(|| match engine {
            Engine::Postgres => Kind::Postgres.start(POSTGRES),
            _ => Kind::MariaDb.start(MARIADB),
        });
        let server = server.map_err(|error| error.to_string())?;
        let mut server = Self {
            engine,
            port: server.port(),
            process: Mutex::new(server),
            version: String::new(),
        };
        let mut admin = server.admin(server.default_database()).await;
        let (accounts, version) = match engine {
            Engine::Postgres => (
                format!("CREATE ROLE {APP} LOGIN"),
                "SELECT current_setting('server_version')",
            ),
            _ => (
                format!(
                    "CREATE USER {APP}@localhost; CREATE USER {APP}@'127.0.0.1'; \
                     GRANT ALL ON `f\\_%`.* TO {APP}@localhost; GRANT ALL ON `f\\_%`.* TO {APP}@'127.0.0.1'"
                ),
                "SELECT version()",
            ),
        };
        admin.execute(&accounts).await;
        server.version = admin.text(version).await;
        Ok(Arc::new(server))
    }

    pub fn stop(&self, how: Stop) {
        block_in_place(|| self.process().stop(how)).unwrap();
    }

    /// Returns when the server listens again.
    pub fn restart(&self) {
        self.restart_with(&[]);
    }

    /// Restarts it with settings that hold until the next restart.
    pub fn restart_with(&self, settings: &[&str]) {
        block_in_place(|| self.process().restart_with(settings)).unwrap();
    }

    /// Stops it and starts it with its first settings.
    pub fn revive(&self) {
        self.stop(Stop::Immediate);
        self.restart();
    }

    /// Opens a connection of the superuser.
    pub async fn admin(&self, database: &str) -> RawConnection {
        let url = self.url(self.superuser(), database);
        RawConnection::connect(self.engine, &url).await.unwrap()
    }

    fn url(&self, user: &str, database: &str) -> String {
        let (scheme, port) = (self.scheme(), self.port);
        format!("{scheme}://{user}@127.0.0.1:{port}/{database}")
    }

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub const fn scheme(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "postgres",
            _ => "mysql",
        }
    }

    const fn superuser(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "postgres",
            _ => "root",
        }
    }

    /// Returns the database that every server has.
    pub const fn default_database(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "postgres",
            _ => "mysql",
        }
    }

    fn process(&self) -> MutexGuard<'_, Server> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The test database of one row.
pub struct TestDatabase {
    pub engine: Engine,
    pub name: String,
    pub server: Option<Arc<TestServer>>,
    dir: TempDir,
}

impl TestDatabase {
    pub async fn new(engine: Engine, server: Option<Arc<TestServer>>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("f_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self {
            engine,
            name,
            server,
            dir: tempfile::tempdir().unwrap(),
        };
        if let Some(server) = &database.server {
            database.make_in(server).await;
        }
        database
    }

    /// Creates a database of the same name on another server.
    pub async fn make_in(&self, server: &TestServer) {
        let name = &self.name;
        let make = match self.engine {
            Engine::Postgres => format!("CREATE DATABASE {name} OWNER {APP}"),
            _ => format!("CREATE DATABASE {name}"),
        };
        let mut admin = server.admin(server.default_database()).await;
        admin.execute(&make).await;
    }

    /// Removes the database, so that crash recovery does not take longer from row to row.
    pub async fn remove(&self) {
        let Some(server) = &self.server else {
            return;
        };
        let force = match self.engine {
            Engine::Postgres => "WITH (FORCE)",
            _ => "",
        };
        let mut admin = server.admin(server.default_database()).await;
        let name = &self.name;
        admin
            .execute(&format!("DROP DATABASE IF EXISTS {name} {force}"))
            .await;
    }

    pub fn url(&self) -> String {
        match &self.server {
            Some(server) => server.url(APP, &self.name),
            None => format!("sqlite:{}", self.file("test.db").display()),
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn server(&self) -> &TestServer {
        self.server.as_ref().expect("a row of servers has one")
    }

    pub async fn raw_connection(&self) -> RawConnection {
        match &self.server {
            Some(server) => server.admin(&self.name).await,
            None => RawConnection::file(&self.file("test.db")),
        }
    }

    pub async fn open(&self, tune: impl FnOnce(Builder) -> Builder) -> Db {
        self.try_open(tune).await.unwrap()
    }

    pub async fn try_open(&self, tune: impl FnOnce(Builder) -> Builder) -> Result<Db, Error> {
        tune(Db::builder(&self.url())).connect().await
    }

    /// Opens the database, with its tables.
    pub async fn prepared(&self, tune: impl FnOnce(Builder) -> Builder) -> Db {
        let db = self.open(tune).await;
        models::prepare(&db).await.unwrap();
        db
    }
}
