//! The log of a client: numbered writes, with a line when each starts and one when its outcome is
//! known.
//!
//! Kept in memory, and in a file for a client that will be killed: each line is on the disk before
//! the client goes on.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fivefold::ErrorKind;
use fivefold::prelude::Error;

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// One row. Its value says which.
    Entry,
    /// Two accounts and a transfer, in a transaction. Its value is the sum.
    Transfer,
    /// A parent and its children, in a transaction. Its value is how many.
    Family,
}

pub const WORKS: [Work; 3] = [Work::Entry, Work::Transfer, Work::Family];

/// The outcome that the client received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Committed,
    /// Any error but the next one: nothing was written.
    Absent,
    Unknown,
}

/// The record of one write.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub work: Work,
    pub value: i64,
    /// `None` when the client stopped before it received one.
    pub outcome: Option<Outcome>,
    /// Whether the row was found by its key, after an unknown outcome.
    pub looked_up: Option<bool>,
}

pub type Lines = BTreeMap<i64, Line>;

/// The lines of one client.
#[derive(Debug, Default)]
pub struct Ledger {
    lines: Mutex<Lines>,
    errors: Mutex<BTreeMap<&'static str, u64>>,
    file: Option<Mutex<File>>,
}

impl Outcome {
    pub fn of<T>(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Committed,
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Self::Unknown,
            Err(_) => Self::Absent,
        }
    }
}

impl Ledger {
    pub fn in_file(path: &Path) -> Self {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Self {
            file: Some(Mutex::new(file.unwrap())),
            ..Self::default()
        }
    }

    pub fn start(&self, work: Work, number: i64, value: i64) {
        let line = Line {
            work,
            value,
            outcome: None,
            looked_up: None,
        };
        self.lock().insert(number, line);
        let at = WORKS.iter().position(|known| *known == work).unwrap();
        self.write(&format!("started {number} {at} {value}\n"));
    }

    pub fn end(&self, number: i64, outcome: Outcome) {
        self.lock().get_mut(&number).unwrap().outcome = Some(outcome);
        self.write(&format!("ended {number} {outcome:?}\n"));
    }

    pub fn looked_up(&self, number: i64, found: bool) {
        self.lock().get_mut(&number).unwrap().looked_up = Some(found);
    }

    /// Counts an error by its kind.
    pub fn error(&self, error: &Error) {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        *errors.entry(kind_name(error.kind())).or_default() += 1;
    }

    pub fn errors(&self) -> BTreeMap<&'static str, u64> {
        self.errors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn lines(&self) -> Lines {
        self.lock().clone()
    }

    /// Reads the file of a client. The last line may be incomplete.
    pub fn read(path: &Path) -> Lines {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut lines = Lines::new();
        for line in text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
        {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number: i64 = words[1].parse().unwrap();
            match words[..] {
                ["started", _, at, value] => {
                    let line = Line {
                        work: WORKS[at.parse::<usize>().unwrap()],
                        value: value.parse().unwrap(),
                        outcome: None,
                        looked_up: None,
                    };
                    lines.insert(number, line);
                }
                ["ended", _, outcome] => {
                    lines.get_mut(&number).unwrap().outcome = Some(match outcome {
                        "Committed" => Outcome::Committed,
                        "Absent" => Outcome::Absent,
                        _ => Outcome::Unknown,
                    });
                }
                _ => panic!("{line:?} is no line of a ledger"),
            }
        }
        lines
    }

    fn write(&self, line: &str) {
        if let Some(file) = &self.file {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write_all(line.as_bytes()).unwrap();
            file.sync_data().unwrap();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a kind, for counting.
pub fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Busy => "busy",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::OutcomeUnknown => "unknown",
        ErrorKind::Aborted => "aborted",
        ErrorKind::Conflict => "conflict",
        ErrorKind::NotFound => "not found",
        ErrorKind::Unsupported => "unsupported",
        _ => "other",
    }
}
