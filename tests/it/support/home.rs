//! The servers, one of a kind for the whole run: the one that is named, the one that is there, or one of our own.

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

use super::apart::apart;
use super::space;

/// A server in which every test gets a place of its own.
pub struct Home {
    pub url: String,
    pub admin: Admin,
    /// What it is and how it was found.
    about: String,
    /// Ends with the process: nothing else holds the other end of its pipe.
    _own: Option<Server>,
}

/// Connections that may make and drop places.
#[derive(Clone)]
pub enum Admin {
    Postgres(PgPool),
    MariaDb(MySqlPool),
}

/// How one kind of server is found.
struct Search {
    kind: Kind,
    variable: &'static str,
    /// Where such a server is where there is one. Without encryption, which costs a hundred times what a connection does.
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
        // A pool would go on asking a port that refuses.
        apart(async move {
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
        apart(async move {
            first(MySqlConnection::connect_with(&options)).await?;
            pool.connect_with(options).await
        })
        .map(Admin::MariaDb)
    },
};

/// The URL with the first of its hosts alone: sqlx takes one, and what happens past the SDK happens where it writes.
pub fn first_host(url: &str) -> String {
    let (hosts, rest) = url.rsplit_once('/').unwrap_or((url, ""));
    let (first, _) = hosts.split_once(',').unwrap_or((hosts, ""));
    format!("{first}/{rest}")
}

/// Waits for a first connection, for as long as a server that is there may take.
async fn first<C>(
    connecting: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<(), sqlx::Error> {
    let answer = tokio::time::timeout(Duration::from_secs(3), connecting).await;
    answer.map_err(|_| sqlx::Error::PoolTimedOut)?.map(drop)
}

impl Home {
    /// Returns the PostgreSQL server, or none where there is none.
    pub fn postgres() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Home>> = OnceLock::new();
        FOUND.get_or_init(|| POSTGRES.find_or_say()).as_ref()
    }

    /// Returns the MariaDB or MySQL server, or none where there is none.
    pub fn mariadb() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Home>> = OnceLock::new();
        FOUND.get_or_init(|| MARIADB.find_or_say()).as_ref()
    }

    /// What it is and how it was found.
    pub fn about(&self) -> &str {
        &self.about
    }
}

impl Search {
    fn find_or_say(&self) -> Option<Home> {
        if !is_asked_for(self.kind.name()) {
            return None;
        }
        match self.find() {
            Ok(home) => {
                space::remove_leftovers(&home.admin);
                Some(home)
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

    fn find(&self) -> Result<Home, String> {
        let home = |url: &str, admin: Admin, how: &str, own| Home {
            about: format!("{} {}, {how}", self.kind.name(), admin.version()),
            url: url.to_owned(),
            admin,
            _own: own,
        };
        if let Ok(url) = env::var(self.variable) {
            // Whoever names one means it, so it is no reason to leave tests out that it does not answer.
            return match (self.connect)(&url) {
                Ok(admin) => Ok(home(&url, admin, "as it was named", None)),
                Err(error) => panic!("{} does not answer: {error}", self.variable),
            };
        }
        for url in self.usual {
            if let Ok(admin) = (self.connect)(url) {
                return Ok(home(url, admin, "on its usual port", None));
            }
        }
        let server = self.kind.start(&[]).map_err(|error| error.to_string())?;
        let url = server.url();
        let admin = (self.connect)(&url).map_err(|error| error.to_string())?;
        Ok(home(&url, admin, "started for this run", Some(server)))
    }
}

impl Admin {
    /// Runs statements, each on its own.
    pub fn execute(&self, statements: Vec<String>) -> Result<(), sqlx::Error> {
        let admin = self.clone();
        apart(async move {
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

    /// Returns the first column, which is text.
    pub fn texts(&self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        let (admin, sql) = (self.clone(), sqlx::AssertSqlSafe(sql.to_owned()));
        apart(async move {
            match &admin {
                Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
                Self::MariaDb(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
            }
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

/// The engines that must not be missing.
pub fn required() -> BTreeSet<String> {
    let names = env::var("FIVEFOLD_TEST_REQUIRE").unwrap_or_default();
    let names = names.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns false for an engine that `FIVEFOLD_TEST_ENGINES` leaves out; without that variable, each is asked for.
pub fn is_asked_for(name: &str) -> bool {
    let Ok(names) = env::var("FIVEFOLD_TEST_ENGINES") else {
        return true;
    };
    let is_asked_for = names.split(',').any(|one| one.trim() == name);
    assert!(
        is_asked_for || !required().contains(name),
        "FIVEFOLD_TEST_REQUIRE names {name}, and FIVEFOLD_TEST_ENGINES leaves it out"
    );
    is_asked_for
}

/// Says it where it is seen: what a test prints is not shown when it passes.
pub fn said(words: &str) {
    io::stderr()
        .write_all(format!("{words}\n").as_bytes())
        .unwrap();
}
