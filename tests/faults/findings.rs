//! The findings of one case: counts of outcomes, violations, and the result of its control.

use std::time::Duration;

use super::check::Verdict;

/// The findings of a row on one engine.
#[derive(Debug, Default)]
pub struct Findings {
    pub planned: u64,
    pub done: u64,
    pub committed: u64,
    pub absent: u64,
    pub unknown: u64,
    /// The longest time until everything worked again.
    pub recovery: Option<Duration>,
    pub violations: Vec<String>,
    pub control: Control,
    pub notes: Vec<String>,
}

/// The result for the planted fault.
#[derive(Debug, Default)]
pub enum Control {
    /// The row stopped before its control.
    #[default]
    NotReached,
    Caught(String),
    Missed(String),
}

impl Control {
    /// Returns `Caught` when the planted fault was found at least once.
    pub fn found(shown: u64, words: impl Into<String>) -> Self {
        let words = format!("{shown} {}", words.into());
        if shown > 0 {
            Self::Caught(words)
        } else {
            Self::Missed(words)
        }
    }
}

impl Findings {
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

    /// Records a violation unless the condition holds.
    pub fn demand(&mut self, is_so: bool, words: impl FnOnce() -> String) {
        if !is_so {
            self.violations.push(words());
        }
    }

    pub fn is_passed(&self) -> bool {
        self.done > 0 && self.violations.is_empty() && matches!(self.control, Control::Caught(_))
    }
}

/// The payload of a deliberate panic, which is not printed.
pub struct Planned;
