//! The set-up of PostgreSQL, and its sign of readiness.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::installed::{self, Account};
use super::keeper::Keeper;

/// The signal of an immediate shutdown: its processes share memory, and none may be left.
pub(super) const IMMEDIATE: &str = "QUIT";

pub(super) fn is_installed() -> bool {
    installed::folder(&["initdb", "postgres"]).is_some()
}

/// Makes an empty database, and returns the command that serves it.
pub(super) fn made(port: u16) -> io::Result<(Keeper, Vec<String>)> {
    let programs = installed::folder(&["initdb", "postgres"])
        .ok_or_else(|| io::Error::other("PostgreSQL is not installed"))?;
    let (mut keeper, data) = home()?;
    let mut initdb = vec![text(&programs.join("initdb"))];
    initdb.extend(["-D", &data, "-U", "postgres"].map(str::to_owned));
    initdb.extend(["-A", "trust", "-E", "UTF8", "--no-sync"].map(str::to_owned));
    keeper.run(&initdb)?;
    Ok((keeper, command(&programs, data, port)))
}

/// Copies the server on the port `of`, and returns the command that serves the copy and follows
/// that server.
pub(super) fn copied(of: u16, port: u16) -> io::Result<(Keeper, Vec<String>)> {
    let programs = installed::folder(&["pg_basebackup", "postgres"])
        .ok_or_else(|| io::Error::other("pg_basebackup is not installed"))?;
    let (mut keeper, data) = home()?;
    let of = of.to_string();
    let mut copy = vec![text(&programs.join("pg_basebackup"))];
    copy.extend(["-h", "127.0.0.1", "-p", &of, "-U", "postgres"].map(str::to_owned));
    copy.extend(["-D", &data, "-R", "-c", "fast", "--no-sync"].map(str::to_owned));
    keeper.run(&copy)?;
    Ok((keeper, command(&programs, data, port)))
}

fn command(programs: &Path, data: String, port: u16) -> Vec<String> {
    let mut command = vec![text(&programs.join("postgres")), "-D".to_owned(), data];
    let port = format!("port={port}");
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        &port,
    ] {
        command.extend(["-c".to_owned(), setting.to_owned()]);
    }
    command
}

/// Removes what a crash has left, which says that a server is ready.
pub(super) fn forget_last_run(directory: &Path) {
    let _ = fs::remove_file(state(directory));
}

/// The server's own tools read the eighth line for this, too.
pub(super) fn is_ready(directory: &Path) -> bool {
    fs::read_to_string(state(directory)).is_ok_and(|state| {
        let line = state.lines().nth(7).map(str::trim);
        matches!(line, Some("ready" | "standby"))
    })
}

fn state(directory: &Path) -> PathBuf {
    directory.join("data/postmaster.pid")
}

/// Returns a keeper, and the folder of the server's data.
fn home() -> io::Result<(Keeper, String)> {
    let keeper = Keeper::new(Account::of_server("postgres")?, IMMEDIATE)?;
    let data = text(&keeper.directory().join("data"));
    Ok((keeper, data))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
