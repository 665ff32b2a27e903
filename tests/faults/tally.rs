//! What a row has shown.

use std::time::Duration;

use super::check::Verdict;

/// What a row has shown.
#[derive(Debug, Default)]
pub struct Tally {
    pub planned: u64,
    pub done: u64,
    pub committed: u64,
    pub absent: u64,
    pub unknown: u64,
    /// The longest that it took until everything worked again.
    pub recovery: Option<Duration>,
    pub violations: Vec<String>,
    pub control: Control,
    pub notes: Vec<String>,
}

/// What became of the planted fault.
#[derive(Debug, Default)]
pub enum Control {
    /// The row stopped before.
    #[default]
    NotReached,
    Caught(String),
    Missed(String),
}

impl Control {
    /// The planted fault has to show.
    pub fn found(shown: u64, words: impl Into<String>) -> Self {
        let words = format!("{shown} {}", words.into());
        if shown > 0 {
            Self::Caught(words)
        } else {
            Self::Missed(words)
        }
    }
}

impl Tally {
    pub fn planned(planned: u64) -> Self {
        Self {
            planned,
            ..Self::default()
        }
    }

    pub fn take(&mut self, verdict: Verdict) {
        self.committed += verdict.committed;
        self.absent += verdict.absent;
        self.unknown += verdict.unknown;
        self.violations.extend(verdict.violations);
    }

    pub fn recovered(&mut self, after: Duration) {
        self.recovery = Some(self.recovery.unwrap_or_default().max(after));
    }

    pub fn violation(&mut self, words: impl Into<String>) {
        self.violations.push(words.into());
    }

    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }

    /// Demands something.
    pub fn demand(&mut self, is_so: bool, words: impl FnOnce() -> String) {
        if !is_so {
            self.violations.push(words());
        }
    }

    pub fn is_passed(&self) -> bool {
        self.done > 0 && self.violations.is_empty() && matches!(self.control, Control::Caught(_))
    }
}

/// What a row panics with on purpose: it is not shown.
pub struct Planned;
