//! The counters of a driver.

use std::sync::atomic::{AtomicU64, Ordering};

/// The numbers of statements and transactions since a driver was opened.
#[derive(Debug, Default)]
pub(in crate::driver) struct Counters {
    statements: AtomicU64,
    transactions: AtomicU64,
}

impl Counters {
    pub(in crate::driver) fn statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(in crate::driver) fn transaction(&self) {
        self.transactions.fetch_add(1, Ordering::Relaxed);
    }

    pub(in crate::driver) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(in crate::driver) fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::Relaxed)
    }
}
