//! A server of either kind.

use std::io;
use std::path::Path;

use super::keeper::Keeper;
use super::{Stop, free_port, mariadb, postgres, wait_until};

/// A kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
}

/// A server. Gone with its data when it is dropped.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    keeper: Keeper,
    command: Vec<String>,
    port: u16,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::MariaDb];

    /// The name under which tests ask for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MariaDb => "mysql",
        }
    }

    /// Returns true when the programs are installed.
    #[must_use]
    pub fn is_installed(self) -> bool {
        match self {
            Self::Postgres => postgres::is_installed(),
            Self::MariaDb => mariadb::is_installed(),
        }
    }

    /// Starts a server with an empty database, with settings of its own such as
    /// `max_connections=20`.
    ///
    /// It waits for the disk like one that is relied upon: the SDK refuses others.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start(self, settings: &[&str]) -> io::Result<Server> {
        let port = free_port()?;
        let (keeper, command) = match self {
            Self::Postgres => postgres::made(port)?,
            Self::MariaDb => mariadb::made(port)?,
        };
        Server::over(self, keeper, command, port, settings)
    }

    /// The arguments of a setting.
    fn setting(self, setting: &str) -> Vec<String> {
        match self {
            Self::Postgres => vec!["-c".to_owned(), setting.to_owned()],
            Self::MariaDb => vec![format!("--{setting}")],
        }
    }
}

impl Server {
    /// Starts a server on existing data.
    fn over(
        kind: Kind,
        keeper: Keeper,
        mut command: Vec<String>,
        port: u16,
        settings: &[&str],
    ) -> io::Result<Self> {
        command.extend(settings.iter().flat_map(|setting| kind.setting(setting)));
        let mut server = Self {
            kind,
            keeper,
            command,
            port,
        };
        server.restart()?;
        Ok(server)
    }

    /// Starts a server that follows this one and reads only, until it is promoted.
    ///
    /// # Errors
    ///
    /// When this is not PostgreSQL, when `pg_basebackup` is not installed, or when the standby does
    /// not start.
    pub fn standby(&self, settings: &[&str]) -> io::Result<Self> {
        if self.kind != Kind::Postgres {
            return Err(io::Error::other("only PostgreSQL gets a standby here"));
        }
        let port = free_port()?;
        let (keeper, command) = postgres::copied(self.port, port)?;
        Self::over(self.kind, keeper, command, port, settings)
    }

    /// Starts a server that was stopped, with the same data and on the same port.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn restart(&mut self) -> io::Result<()> {
        self.restart_with(&[])
    }

    /// Starts a server that was stopped, with settings that hold until it is started again.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn restart_with(&mut self, settings: &[&str]) -> io::Result<()> {
        let settings = settings
            .iter()
            .flat_map(|setting| self.kind.setting(setting));
        let command: Vec<String> = self.command.iter().cloned().chain(settings).collect();
        if self.kind == Kind::Postgres {
            postgres::forget_last_run(self.keeper.directory());
        }
        self.keeper.start(&command)?;
        wait_until(|| match self.kind {
            Kind::Postgres => postgres::is_ready(self.keeper.directory()),
            Kind::MariaDb => mariadb::is_ready(self.port),
        })
        .map_err(|error| io::Error::other(format!("{error}: {}", self.keeper.log())))
    }

    /// Stops the server, and returns when it has ended.
    ///
    /// # Errors
    ///
    /// When the server cannot be told.
    pub fn stop(&mut self, how: Stop) -> io::Result<()> {
        self.keeper.stop(match (self.kind, how) {
            (Kind::Postgres, Stop::Clean) => "INT",
            (Kind::Postgres, Stop::Immediate) => postgres::IMMEDIATE,
            (Kind::MariaDb, Stop::Clean) => "TERM",
            (Kind::MariaDb, Stop::Immediate) => mariadb::IMMEDIATE,
        })
    }

    /// The URL of its database, under an account that may do everything.
    #[must_use]
    pub fn url(&self) -> String {
        match self.kind {
            Kind::Postgres => format!("postgres://postgres@127.0.0.1:{}/postgres", self.port),
            Kind::MariaDb => format!("mysql://root@127.0.0.1:{}/test", self.port),
        }
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.keeper.directory()
    }
}
