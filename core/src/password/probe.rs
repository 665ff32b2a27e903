//! What was hashed, and faults to plant: for tests that ask whether every account costs the same, and whether they would see it
//! if one did not.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One call of a function that hashes passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KdfCall {
    /// Argon2id: KiB, passes, lanes.
    Argon2id {
        /// KiB.
        memory: u32,
        /// How often the memory is gone through.
        passes: u32,
        /// How many threads can work at it.
        lanes: u32,
    },
    /// bcrypt.
    Bcrypt {
        /// The logarithm of the rounds.
        cost: u32,
    },
}

/// A mistake that a program could make in checking passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing is hashed where there is no account.
    NoDummy,
    /// The dummy has other parameters than new hashes.
    OtherParameters,
    /// The dummy is checked only where the stored hash can be parsed.
    UnparsableDummy,
    /// Nothing is hashed for an account without a password.
    SkipOnNull,
    /// Only the scheme of the stored hash is called.
    OneScheme,
    /// A disabled account is refused before its password is checked.
    EarlyInactive,
    /// A short password is refused before it is checked, where there is an account.
    EarlyLength,
    /// A row is written for accounts that are there.
    CountsKnown,
    /// Accounts that are there take this much longer.
    Slower(Duration),
}

impl Fault {
    /// True if a dummy is left out, of an account that has a stored hash, which may be one that is accepted.
    pub(super) fn leaves_out(self, is_stored: bool, is_accepted: bool) -> bool {
        match self {
            Self::NoDummy | Self::SkipOnNull => !is_stored,
            Self::UnparsableDummy => is_stored && !is_accepted,
            Self::OneScheme => is_accepted,
            _ => false,
        }
    }
}

/// The calls that were made, in their order.
#[derive(Debug, Default)]
pub(super) struct Probe {
    calls: Mutex<Vec<KdfCall>>,
}

impl Probe {
    pub(super) fn called(&self, call: KdfCall) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }

    pub(super) fn take(&self) -> Vec<KdfCall> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
