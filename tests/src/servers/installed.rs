//! Programs installed on this machine, and the accounts that servers run under.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where packages put servers, beside the search path. A star stands for versions, the newest of
/// which is taken.
const FOLDERS: &[&str] = &[
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/libexec",
    "/opt/homebrew/bin",
    "/usr/lib/postgresql/*/bin",
    "/usr/local/pgsql/bin",
];

/// Returns the first folder that holds all of these programs.
pub(super) fn folder(programs: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let known = FOLDERS.iter().flat_map(|folder| versions(folder));
    env::split_paths(&path)
        .chain(known)
        .find(|folder| programs.iter().all(|name| folder.join(name).is_file()))
}

/// Returns the first of these programs that is installed.
pub(super) fn program(names: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .find_map(|name| folder(&[name]).map(|folder| folder.join(name)))
}

fn versions(folder: &str) -> Vec<PathBuf> {
    let Some((before, after)) = folder.split_once("*/") else {
        return vec![PathBuf::from(folder)];
    };
    let entries = Path::new(before).read_dir().into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join(after)))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// An account of this machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Account {
    /// Returns the account that the server runs under: none, and so that of the test, unless the
    /// test runs as root.
    pub(super) fn of_server(name: &str) -> io::Result<Option<Self>> {
        if id(&["-u"])? != 0 {
            return Ok(None);
        }
        let account = |name: &str| {
            Ok(Self {
                user: id(&["-u", name])?,
                group: id(&["-g", name])?,
            })
        };
        account(name)
            .or_else(|_: io::Error| account("nobody"))
            .map(Some)
    }
}

fn id(arguments: &[&str]) -> io::Result<u32> {
    let output = Command::new("id").args(arguments).output()?;
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .map_err(io::Error::other)
}
