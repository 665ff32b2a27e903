//! The client that is killed or told to end: this executable in a process of its own, writing until
//! then.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use tokio::signal::unix::{SignalKind, signal};

use super::ledger::Ledger;
use super::load::{Load, Told};

/// The hidden command: a URL, the file of the ledger, the first number, and when the ledger is
/// told.
const COMMAND: &str = "--write-until-killed";

/// The number of tasks that write.
const TASKS: usize = 6;

pub fn is_wanted() -> bool {
    std::env::args().nth(1).is_some_and(|word| word == COMMAND)
}

pub fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(2).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(write(&words))
}

async fn write(words: &[String]) -> ExitCode {
    let [url, ledger, first, told] = words else {
        panic!("{words:?}");
    };
    let mut end = signal(SignalKind::terminate()).unwrap();
    let db = Db::connect(url).await.unwrap();
    let told = match told.as_str() {
        "before" => Told::Before,
        _ => Told::After,
    };
    let ledger = Ledger::in_file(Path::new(ledger));
    let load = Load::start(&db, TASKS, first.parse().unwrap(), ledger, told);
    // Into a pipe, where a line alone does not flush.
    println!("ready");
    std::io::stdout().flush().unwrap();
    tokio::select! {
        () = load.go_on() => ExitCode::FAILURE,
        _ = end.recv() => match db.close().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("close: {error}");
                ExitCode::FAILURE
            }
        },
    }
}

/// A client that runs.
pub struct Client {
    process: Child,
}

impl Client {
    /// Starts a client; it has connected when this returns.
    pub fn start(url: &str, ledger: &Path, first: i64, told: Told) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([COMMAND, url])
            .arg(ledger)
            .arg(first.to_string())
            .arg(if told == Told::Before {
                "before"
            } else {
                "after"
            })
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n", "the client did not start");
        Self { process }
    }

    /// Ends it as `kill -9` does.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Tells it to end, and returns how long that took and whether it ended well; none when the
    /// limit passed.
    pub async fn end(mut self, limit: Duration) -> Option<(Duration, bool)> {
        let start = Instant::now();
        let id = self.process.id().to_string();
        let told = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(told.unwrap().success());
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return Some((start.elapsed(), status.success()));
            }
            if start.elapsed() > limit {
                self.kill();
                return None;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}
