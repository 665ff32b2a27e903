//! Where a row happens: a file, or a database in a private server that keeps what it has acknowledged.

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
use super::outside::{APP, Outside};

/// Settings under which nothing that was acknowledged is lost, and that make the suite quicker where that costs nothing.
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
pub struct Home {
    pub engine: Engine,
    server: Mutex<Server>,
    port: u16,
    pub version: String,
}

impl Home {
    /// Starts a server that follows this one; it has its accounts and databases.
    pub fn standby(&self) -> Result<Arc<Self>, String> {
        let server = block_in_place(|| self.server().standby(POSTGRES));
        let server = server.map_err(|error| error.to_string())?;
        Ok(Arc::new(Self {
            engine: self.engine,
            port: server.port(),
            server: Mutex::new(server),
            version: self.version.clone(),
        }))
    }

    /// Starts a server, with an account for the SDK that may do what a program may, and no more.
    pub async fn start(engine: Engine) -> Result<Arc<Self>, String> {
        let server = block_in_place(|| match engine {
            Engine::Postgres => Kind::Postgres.start(POSTGRES),
            _ => Kind::MariaDb.start(MARIADB),
        });
        let server = server.map_err(|error| error.to_string())?;
        let mut home = Self {
            engine,
            port: server.port(),
            server: Mutex::new(server),
            version: String::new(),
        };
        let mut admin = home.admin(home.everything()).await;
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
        home.version = admin.text(version).await;
        Ok(Arc::new(home))
    }

    pub fn stop(&self, how: Stop) {
        block_in_place(|| self.server().stop(how)).unwrap();
    }

    /// Returns when the server listens again.
    pub fn restart(&self) {
        self.restart_with(&[]);
    }

    /// Starts it with settings that hold until it is started again.
    pub fn restart_with(&self, settings: &[&str]) {
        block_in_place(|| self.server().restart_with(settings)).unwrap();
    }

    /// Stops it and starts it as it was at first.
    pub fn revive(&self) {
        self.stop(Stop::Immediate);
        self.restart();
    }

    /// A connection that may do everything.
    pub async fn admin(&self, database: &str) -> Outside {
        let url = self.url(self.superuser(), database);
        Outside::connect(self.engine, &url).await.unwrap()
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

    /// The database that is always there.
    pub const fn everything(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "postgres",
            _ => "mysql",
        }
    }

    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A database of a row's own.
pub struct Place {
    pub engine: Engine,
    pub name: String,
    pub home: Option<Arc<Home>>,
    dir: TempDir,
}

impl Place {
    pub async fn new(engine: Engine, home: Option<Arc<Home>>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("f_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let place = Self {
            engine,
            name,
            home,
            dir: tempfile::tempdir().unwrap(),
        };
        if let Some(home) = &place.home {
            place.make_in(home).await;
        }
        place
    }

    /// Makes a database of the same name in another server.
    pub async fn make_in(&self, home: &Home) {
        let name = &self.name;
        let make = match self.engine {
            Engine::Postgres => format!("CREATE DATABASE {name} OWNER {APP}"),
            _ => format!("CREATE DATABASE {name}"),
        };
        let mut admin = home.admin(home.everything()).await;
        admin.execute(&make).await;
    }

    /// Removes the database: what a server has to look through after a crash should not grow from row to row.
    pub async fn remove(&self) {
        let Some(home) = &self.home else {
            return;
        };
        let force = match self.engine {
            Engine::Postgres => "WITH (FORCE)",
            _ => "",
        };
        let mut admin = home.admin(home.everything()).await;
        let name = &self.name;
        admin
            .execute(&format!("DROP DATABASE IF EXISTS {name} {force}"))
            .await;
    }

    pub fn url(&self) -> String {
        match &self.home {
            Some(home) => home.url(APP, &self.name),
            None => format!("sqlite:{}", self.file("test.db").display()),
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn server(&self) -> &Home {
        self.home.as_ref().expect("a row of servers has one")
    }

    pub async fn outside(&self) -> Outside {
        match &self.home {
            Some(home) => home.admin(&self.name).await,
            None => Outside::file(&self.file("test.db")),
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
