//! Which engines the run covers; a private server, and what becomes of it.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use fivefold_tests::servers::{Kind, Server, Stop};

use crate::support::{ENGINES, is_selected, required, said};

/// The pooler of `poolers.rs`, which is selected in the same way.
const POOLER: &str = "pgbouncer";

/// Prints the engines that are covered. A required engine that is missing fails here, and in each
/// of its tests.
#[test]
fn engines_covered() {
    let unknown: Vec<String> = required()
        .into_iter()
        .filter(|name| ENGINES.iter().all(|engine| engine.name != name) && name != POOLER)
        .collect();
    assert!(unknown.is_empty(), "no engine has the name {unknown:?}");
    let selected = env::var("FIVEFOLD_TEST_ENGINES");
    for name in selected.iter().flat_map(|names| names.split(',')) {
        let is_known = ENGINES
            .iter()
            .any(|engine| engine.sql.name() == name.trim());
        assert!(
            is_known,
            "FIVEFOLD_TEST_ENGINES: no engine has the name {name}"
        );
    }
    for engine in ENGINES {
        if !is_selected(engine.sql.name()) {
            said(&format!(
                "LEFT OUT: {}, which FIVEFOLD_TEST_ENGINES does not name",
                engine.name
            ));
            continue;
        }
        match engine.server.map(|server| server()) {
            None => said(&format!("COVERED: {}", engine.name)),
            Some(Some(server)) => said(&format!("COVERED: {}", server.about())),
            Some(None) => {}
        }
    }
}

fn started(kind: Kind) -> Server {
    kind.start(&["max_connections=20"]).unwrap()
}

fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[test]
fn a_private_server_stops_and_starts_again_and_leaves_nothing() {
    for kind in Kind::ALL {
        if !is_selected(kind.name()) || !kind.is_installed() {
            said(&format!(
                "LEFT OUT: {} is not installed, or not selected",
                kind.name()
            ));
            continue;
        }
        let mut server = started(kind);
        for how in [Stop::Clean, Stop::Immediate] {
            assert!(answers(server.port()), "{}", kind.name());
            server.stop(how).unwrap();
            assert!(!answers(server.port()), "{}", kind.name());
            server.restart().unwrap();
        }
        let (port, directory) = (server.port(), server.directory().to_owned());
        drop(server);
        assert!(!answers(port) && !directory.exists(), "{}", kind.name());
    }
}

/// The run that is killed: this very test, in a process of its own, which says where its server is.
const SAYS: &str = "FIVEFOLD_TEST_KILLED";

#[test]
fn a_private_server_ends_with_a_process_that_is_killed() {
    if let Ok(name) = env::var(SAYS) {
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| name.ends_with(kind.name()));
        let server = started(kind.unwrap());
        fs::write(
            &name,
            format!("{} {}", server.port(), server.directory().display()),
        )
        .unwrap();
        std::thread::sleep(Duration::from_secs(600));
    }
    let dir = tempfile::tempdir().unwrap();
    for kind in Kind::ALL {
        if !is_selected(kind.name()) || !kind.is_installed() {
            continue;
        }
        let says = dir.path().join(kind.name());
        let name = "engines::a_private_server_ends_with_a_process_that_is_killed";
        let mut run = Command::new(env::current_exe().unwrap())
            .args(["--exact", name])
            .env(SAYS, &says)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let (port, directory) = until(|| port_and_directory(&says));
        assert!(answers(port) && directory.exists(), "{}", kind.name());
        run.kill().unwrap();
        run.wait().unwrap();
        until(|| (!answers(port) && !directory.exists()).then_some(()));
    }
}

fn port_and_directory(says: &Path) -> Option<(u16, PathBuf)> {
    let text = fs::read_to_string(says).ok()?;
    let (port, directory) = text.split_once(' ')?;
    Some((port.parse().ok()?, PathBuf::from(directory)))
}

fn until<T>(found: impl Fn() -> Option<T>) -> T {
    // A server that starts writes some hundred files, beside all that the other tests write.
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < end, "it does not happen");
        std::thread::sleep(Duration::from_millis(10));
    }
}
