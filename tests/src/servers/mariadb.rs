//! The set-up of MariaDB, and its sign of readiness.

use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::installed::{self, Account};
use super::keeper::Keeper;

/// The signal that ends it as in a crash.
pub(super) const IMMEDIATE: &str = "KILL";

pub(super) fn is_installed() -> bool {
    programs().is_some()
}

/// Makes an empty database, and returns the command that serves it.
pub(super) fn made(port: u16) -> io::Result<(Keeper, Vec<String>)> {
    let (install, server) =
        programs().ok_or_else(|| io::Error::other("MariaDB is not installed"))?;
    let mut keeper = Keeper::new(Account::of_server("mysql")?, IMMEDIATE)?;
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let path = |name: &str| text(&keeper.directory().join(name));
    let data = format!("--datadir={}", path("data"));
    let (socket, state) = (path("socket"), path("pid"));
    let method = "--auth-root-authentication-method=normal".to_owned();
    keeper.run(&[
        text(&install),
        "--no-defaults".to_owned(),
        data.clone(),
        method,
    ])?;
    let command = vec![
        text(&server),
        "--no-defaults".to_owned(),
        data,
        format!("--port={port}"),
        format!("--socket={socket}"),
        format!("--pid-file={state}"),
        "--bind-address=127.0.0.1".to_owned(),
    ];
    Ok((keeper, command))
}

/// Returns the program that makes the first tables, and the server; older packages have them under
/// their older names.
fn programs() -> Option<(PathBuf, PathBuf)> {
    let install = installed::program(&["mariadb-install-db", "mysql_install_db"])?;
    let server = installed::program(&["mariadbd", "mysqld"])?;
    Some((install, server))
}

/// A server that is ready speaks first: the fifth byte is the version of its protocol.
pub(super) fn is_ready(port: u16) -> bool {
    let greeting = || -> io::Result<[u8; 5]> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut greeting = [0; 5];
        stream.read_exact(&mut greeting)?;
        Ok(greeting)
    };
    greeting().is_ok_and(|[.., version]| version == 10)
}
