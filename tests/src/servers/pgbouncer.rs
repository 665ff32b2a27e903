//! PgBouncer, which gives each transaction one of a few server connections.

use std::io;
use std::net::{Ipv4Addr, TcpStream};

use super::installed::{self, Account};
use super::keeper::Keeper;
use super::{free_port, wait_until};

/// PgBouncer in transaction mode, before a server on this machine. Gone when it is dropped.
#[derive(Debug)]
pub struct PgBouncer {
    _keeper: Keeper,
    port: u16,
}

impl PgBouncer {
    /// Returns true when the program is installed.
    #[must_use]
    pub fn is_installed() -> bool {
        installed::program(&["pgbouncer"]).is_some()
    }

    /// Starts it before the server on this port of 127.0.0.1, with that many connections to each
    /// database and settings of its own such as `ignore_startup_parameters = options`.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start(server: u16, connections: u16, settings: &[&str]) -> io::Result<Self> {
        let program = installed::program(&["pgbouncer"])
            .ok_or_else(|| io::Error::other("PgBouncer is not installed"))?;
        let port = free_port()?;
        let mut keeper = Keeper::new(Account::of_server("postgres")?, "INT")?;
        let file = keeper.directory().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n* = host=127.0.0.1 port={server} user=postgres\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = {connections}\n{}\n",
            settings.join("\n")
        );
        std::fs::write(&file, text)?;
        let command = [program, file].map(|part| part.to_string_lossy().into_owned());
        keeper.start(&command)?;
        wait_until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
            .map_err(|error| io::Error::other(format!("{error}: {}", keeper.log())))?;
        Ok(Self {
            _keeper: keeper,
            port,
        })
    }

    /// The URL of a database behind it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}
