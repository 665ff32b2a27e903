//! MariaDB.

use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::installed::{self, Account};
use super::keeper::Keeper;
use super::{Stop, free_port, wait_until};

/// A MariaDB server. Gone with its data when it is dropped.
#[derive(Debug)]
pub struct MariaDb {
    keeper: Keeper,
    command: Vec<String>,
    port: u16,
    process: u32,
}

impl MariaDb {
    /// Returns true when the programs are there.
    #[must_use]
    pub fn is_installed() -> bool {
        programs().is_some()
    }

    /// Starts a server with an empty database, with settings of its own such as `max_connections=20`.
    ///
    /// It waits for the disk like one that is relied upon: the SDK refuses others.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start(settings: &[&str]) -> io::Result<Self> {
        let (install, server) =
            programs().ok_or_else(|| io::Error::other("MariaDB is not installed"))?;
        let port = free_port()?;
        let mut keeper = Keeper::new(Account::of_server("mysql")?, "KILL")?;
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let place = |name: &str| text(&keeper.directory().join(name));
        let data = format!("--datadir={}", place("data"));
        let (socket, state) = (place("socket"), place("pid"));
        let method = "--auth-root-authentication-method=normal".to_owned();
        keeper.run(&[
            text(&install),
            "--no-defaults".to_owned(),
            data.clone(),
            method,
        ])?;
        let mut command = vec![text(&server), "--no-defaults".to_owned(), data];
        command.extend([
            format!("--port={port}"),
            format!("--socket={socket}"),
            format!("--pid-file={state}"),
            "--bind-address=127.0.0.1".to_owned(),
        ]);
        command.extend(settings.iter().map(|setting| format!("--{setting}")));
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
        let mut command = self.command.clone();
        command.extend(settings.iter().map(|setting| format!("--{setting}")));
        self.process = self.keeper.start(&command)?;
        wait_until(|| greets(self.port).unwrap_or(false))
            .map_err(|error| io::Error::other(format!("{error}: {}", self.log())))
    }

    /// Stops the server, and returns when it has ended.
    ///
    /// # Errors
    ///
    /// When the server cannot be told.
    pub fn stop(&mut self, how: Stop) -> io::Result<()> {
        self.keeper.stop(match how {
            Stop::Clean => "TERM",
            Stop::Immediate => "KILL",
        })
    }

    /// The URL of its database, under an account that may do everything.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/test", self.port)
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process.
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

/// What makes the first tables, and the server itself; older packages have them under their older names.
fn programs() -> Option<(PathBuf, PathBuf)> {
    let install = installed::program(&["mariadb-install-db", "mysql_install_db"])?;
    let server = installed::program(&["mariadbd", "mysqld"])?;
    Some((install, server))
}

/// A server that is ready speaks first: the fifth byte is the version of its protocol.
fn greets(port: u16) -> io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut greeting = [0; 5];
    stream.read_exact(&mut greeting)?;
    Ok(greeting[4] == 10)
}
