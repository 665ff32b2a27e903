//! The hashes that were computed, and faults to inject: for tests that every account costs the
//! same, and that they would detect one that does not.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One call of a password hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KdfCall {
    /// Argon2id.
    Argon2id {
        /// The memory, in KiB.
        memory: u32,
        /// The number of passes over the memory.
        passes: u32,
        /// The number of lanes, which can run in parallel.
        lanes: u32,
    },
    /// bcrypt.
    Bcrypt {
        /// The binary logarithm of the number of rounds.
        cost: u32,
    },
}

/// A mistake in verifying passwords that reveals something about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing is hashed if the account does not exist.
    NoDummy,
    /// The dummy has other parameters than new hashes.
    OtherParameters,
    /// The dummy is verified only if the stored hash can be parsed.
    UnparsableDummy,
    /// Nothing is hashed for an account without a password.
    SkipOnNull,
    /// Only the scheme of the stored hash is computed.
    OneScheme,
    /// A disabled account is rejected before its password is verified.
    EarlyInactive,
    /// A short password is rejected before it is verified, if the account exists.
    EarlyLength,
    /// A row is written for accounts that exist.
    CountsKnown,
    /// Accounts that exist take longer by this duration.
    Slower(Duration),
}

impl Fault {
    /// Returns true if the fault omits the dummy hash of such an account.
    pub(super) fn leaves_out(self, is_stored: bool, is_accepted: bool) -> bool {
        match self {
            Self::NoDummy | Self::SkipOnNull => !is_stored,
            Self::UnparsableDummy => is_stored && !is_accepted,
            Self::OneScheme => is_accepted,
            _ => false,
        }
    }
}

/// The calls, in order.
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
