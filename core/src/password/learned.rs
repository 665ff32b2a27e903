//! [`Learned`]: the schemes that were met in stored hashes, where a policy accepts any.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::password::scheme::Scheme;

/// The maximum number of schemes: each makes every sign-in slower.
const MAX: usize = 8;

/// The schemes that are accepted besides those of the policy, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Learned(Mutex<Vec<Scheme>>);

impl Learned {
    pub(super) fn schemes(&self) -> Vec<Scheme> {
        self.lock().clone()
    }

    /// Adds a scheme; returns false if there are too many.
    pub(super) fn add(&self, scheme: Scheme) -> bool {
        let mut schemes = self.lock();
        let is_known = schemes.contains(&scheme);
        if !is_known && schemes.len() < MAX {
            schemes.push(scheme);
            return true;
        }
        is_known
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Scheme>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
