//! PostgreSQL.

use std::io;
use std::path::Path;

use super::installed::{self, Account};
use super::keeper::Keeper;
use super::{Stop, free_port, wait_until};

/// A PostgreSQL server. Gone with its data when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    keeper: Keeper,
    command: Vec<String>,
    port: u16,
    process: u32,
}

impl Postgres {
    /// Returns true when the programs are there.
    #[must_use]
    pub fn is_installed() -> bool {
        installed::folder(&["initdb", "postgres"]).is_some()
    }

    /// Starts a server with an empty database, with settings of its own such as `max_connections=20`.
    ///
    /// It waits for the disk like one that is relied upon: the SDK refuses others.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start(settings: &[&str]) -> io::Result<Self> {
        let programs = installed::folder(&["initdb", "postgres"])
            .ok_or_else(|| io::Error::other("PostgreSQL is not installed"))?;
        let (mut keeper, data) = home()?;
        let mut initdb = vec![text(&programs.join("initdb"))];
        initdb.extend(["-D", &data, "-U", "postgres"].map(str::to_owned));
        initdb.extend(["-A", "trust", "-E", "UTF8", "--no-sync"].map(str::to_owned));
        keeper.run(&initdb)?;
        Self::over(keeper, &programs, data, settings)
    }

    /// Starts a server that follows this one and reads only, until it is promoted.
    ///
    /// # Errors
    ///
    /// When `pg_basebackup` is not installed, or the standby does not start.
    pub fn standby(&self, settings: &[&str]) -> io::Result<Self> {
        let programs = installed::folder(&["pg_basebackup", "postgres"])
            .ok_or_else(|| io::Error::other("pg_basebackup is not installed"))?;
        let (mut keeper, data) = home()?;
        let port = self.port.to_string();
        let mut copy = vec![text(&programs.join("pg_basebackup"))];
        copy.extend(["-h", "127.0.0.1", "-p", &port, "-U", "postgres"].map(str::to_owned));
        copy.extend(["-D", &data, "-R", "-c", "fast", "--no-sync"].map(str::to_owned));
        keeper.run(&copy)?;
        Self::over(keeper, &programs, data, settings)
    }

    /// Starts a server over data that is there.
    fn over(keeper: Keeper, programs: &Path, data: String, settings: &[&str]) -> io::Result<Self> {
        let port = free_port()?;
        let port_setting = format!("port={port}");
        let usual = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            port_setting.as_str(),
        ];
        let mut command = vec![text(&programs.join("postgres")), "-D".to_owned(), data];
        for setting in usual.iter().chain(settings) {
            command.extend(["-c".to_owned(), (*setting).to_owned()]);
        }
        let mut server = Self {
            keeper,
            command,
            port,
            process: 0,
        };
        server.restart()?;
        Ok(server)
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
        let state = self.keeper.directory().join("data/postmaster.pid");
        // One that a crash has left says that its server was ready.
        let _ = std::fs::remove_file(&state);
        let mut command = self.command.clone();
        for setting in settings {
            command.extend(["-c".to_owned(), (*setting).to_owned()]);
        }
        self.process = self.keeper.start(&command)?;
        // The server's own tools read the eighth line for this, too.
        let is_ready = || {
            std::fs::read_to_string(&state).is_ok_and(|state| {
                matches!(
                    state.lines().nth(7).map(str::trim),
                    Some("ready" | "standby")
                )
            })
        };
        wait_until(is_ready).map_err(|error| io::Error::other(format!("{error}: {}", self.log())))
    }

    /// Stops the server, and returns when it has ended.
    ///
    /// # Errors
    ///
    /// When the server cannot be told.
    pub fn stop(&mut self, how: Stop) -> io::Result<()> {
        self.keeper.stop(match how {
            Stop::Clean => "INT",
            Stop::Immediate => "QUIT",
        })
    }

    /// The URL of its database, under an account that may do everything.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The number of its main process.
    #[must_use]
    pub const fn process(&self) -> u32 {
        self.process
    }

    /// Its directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.keeper.directory()
    }

    /// The end of what it has said.
    #[must_use]
    pub fn log(&self) -> String {
        self.keeper.log()
    }
}

/// A keeper, and where the data is.
fn home() -> io::Result<(Keeper, String)> {
    // An immediate shutdown: its processes share memory, and none may be left.
    let keeper = Keeper::new(Account::of_server("postgres")?, "QUIT")?;
    let data = text(&keeper.directory().join("data"));
    Ok((keeper, data))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
