//! [`Throttle`]: limits how many passwords can be guessed for a login.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The maximum number of logins that are counted at once, in about 7 MiB. A failure costs a hash,
/// so evicting a login takes longer than waiting until it expires.
pub(super) const MAX_LOGINS: usize = 100_000;

/// Counts failures by login, whether the account exists or not. Attempts in flight reserve a
/// failure each, so that concurrent guesses cannot exceed the limit.
pub(crate) struct Throttle {
    /// Two random keys, so that no client can choose logins with the same hash.
    keys: (RandomState, RandomState),
    logins: Mutex<HashMap<LoginId, Login>>,
    limits: FailureLimits,
    refused: AtomicU64,
}

/// The limits of a [`Throttle`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct FailureLimits {
    /// The number of failures of a login within the window; `u32::MAX` means no limit.
    pub(crate) failures: u32,
    pub(crate) window: Duration,
    /// The number of attempts for a login that may wait until others have ended, and for how long.
    pub(crate) queue: usize,
    pub(crate) timeout: Duration,
}

/// A login, as its keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LoginId(u64, u64);

/// A login with failures or with attempts.
#[derive(Debug)]
struct Login {
    failures: u32,
    /// The instant of the first failure.
    since: Instant,
    /// The attempts in flight, and those that wait.
    attempts: usize,
    /// A permit for each failure that is left; closed when none is. `None` without attempts.
    left: Option<Arc<Semaphore>>,
}

impl Throttle {
    pub(crate) fn new(limits: FailureLimits) -> Self {
        Self {
            keys: (RandomState::new(), RandomState::new()),
            logins: Mutex::default(),
            limits,
            refused: AtomicU64::new(0),
        }
    }

    /// Returns the id of what identifies a login: of equal values, equal ids.
    pub(crate) fn id(&self, login: impl Hash) -> LoginId {
        LoginId(self.keys.0.hash_one(&login), self.keys.1.hash_one(&login))
    }

    /// Reserves a failure of this login, before a password is checked. Waits while the attempts in
    /// flight have reserved all that are left.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when too many attempts wait for this login, or for too long.
    pub(crate) async fn attempt(&self, login: LoginId) -> Result<Attempt<'_>> {
        let mut attempt = Attempt {
            throttle: self,
            login,
            is_counted: false,
            permit: None,
            is_allowed: self.limits.failures == u32::MAX,
        };
        if attempt.is_allowed {
            return Ok(attempt);
        }
        if self.limits.failures > 0
            && let Some(left) = self.join(login)?
        {
            attempt.is_counted = true;
            attempt.permit = self.reserve(left).await?;
            attempt.is_allowed = attempt.permit.is_some();
        }
        let is_refused = !attempt.is_allowed;
        self.refused
            .fetch_add(u64::from(is_refused), Ordering::Relaxed);
        Ok(attempt)
    }

    /// Returns the number of rejected attempts.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Returns the number of logins that are counted.
    #[cfg(test)]
    pub(super) fn logins(&self) -> usize {
        self.counted().len()
    }

    /// Counts an attempt in, and returns the failures that are left to it; `None` if there are
    /// none.
    fn join(&self, id: LoginId) -> Result<Option<Arc<Semaphore>>> {
        let now = Instant::now();
        let mut logins = self.counted();
        if logins.len() >= MAX_LOGINS {
            make_room(&mut logins, now, &self.limits);
        }
        let login = logins.entry(id).or_insert_with(|| Login::new(now));
        login.expire(now, &self.limits);
        let left = permits(self.limits.failures.saturating_sub(login.failures));
        if left == 0 {
            return Ok(None);
        }
        if login.attempts >= left.saturating_add(self.limits.queue) {
            return Err(busy());
        }
        login.attempts += 1;
        let new = || Arc::new(Semaphore::new(left));
        Ok(Some(Arc::clone(login.left.get_or_insert_with(new))))
    }

    /// Returns a permit, or none when the last failure that was left has happened.
    async fn reserve(&self, left: Arc<Semaphore>) -> Result<Option<OwnedSemaphorePermit>> {
        match Arc::clone(&left).try_acquire_owned() {
            Ok(permit) => return Ok(Some(permit)),
            Err(TryAcquireError::Closed) => return Ok(None),
            Err(TryAcquireError::NoPermits) => {}
        }
        let permit = tokio::time::timeout(self.limits.timeout, left.acquire_owned());
        permit.await.map(|permit| permit.ok()).map_err(|_| busy())
    }

    fn counted(&self) -> MutexGuard<'_, HashMap<LoginId, Login>> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Login {
    const fn new(now: Instant) -> Self {
        Self {
            failures: 0,
            since: now,
            attempts: 0,
            left: None,
        }
    }

    /// Forgets the failures when the window is over.
    fn expire(&mut self, now: Instant, limits: &FailureLimits) {
        if self.failures > 0 && now.duration_since(self.since) >= limits.window {
            self.forget(limits);
        }
    }

    fn forget(&mut self, limits: &FailureLimits) {
        let failures = permits(std::mem::take(&mut self.failures));
        match &self.left {
            // All had failed: no attempt is in flight, and those that waited are leaving.
            Some(left) if left.is_closed() => {
                self.left = Some(Arc::new(Semaphore::new(permits(limits.failures))));
            }
            Some(left) => left.add_permits(failures),
            None => {}
        }
    }

    fn fail(&mut self, now: Instant, limits: &FailureLimits) {
        self.expire(now, limits);
        if self.failures == 0 {
            self.since = now;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures >= limits.failures
            && let Some(left) = &self.left
        {
            left.close();
        }
    }
}

/// An attempt to sign in. When it is dropped without a result, as after an error, nothing is
/// counted.
#[derive(Debug)]
#[must_use]
pub(crate) struct Attempt<'t> {
    throttle: &'t Throttle,
    login: LoginId,
    /// True if the login counts it among its attempts.
    is_counted: bool,
    permit: Option<OwnedSemaphorePermit>,
    is_allowed: bool,
}

impl Attempt<'_> {
    /// Returns false when the login has failed too often.
    pub(crate) const fn is_allowed(&self) -> bool {
        self.is_allowed
    }

    /// Counts a failure.
    pub(crate) fn failed(mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        permit.forget();
        let mut logins = self.throttle.counted();
        if let Some(login) = logins.get_mut(&self.login) {
            login.fail(Instant::now(), &self.throttle.limits);
        }
    }

    /// Forgets the failures before this attempt.
    pub(crate) fn succeeded(self) {
        let mut logins = self.throttle.counted();
        if let Some(login) = logins.get_mut(&self.login) {
            login.forget(&self.throttle.limits);
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_counted {
            return;
        }
        let mut logins = self.throttle.counted();
        // The next attempt in the queue gets the permit.
        drop(self.permit.take());
        let Some(login) = logins.get_mut(&self.login) else {
            return;
        };
        login.attempts = login.attempts.saturating_sub(1);
        if login.attempts == 0 {
            login.left = None;
            if login.failures == 0 {
                logins.remove(&self.login);
            }
        }
    }
}

impl std::fmt::Debug for Throttle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

/// Evicts the expired logins, and of the rest those with the fewest failures. Logins with attempts
/// stay.
fn make_room(logins: &mut HashMap<LoginId, Login>, now: Instant, limits: &FailureLimits) {
    logins.retain(|_, login| login.attempts > 0 || now.duration_since(login.since) < limits.window);
    let mut least = 1;
    while logins.len() >= MAX_LOGINS {
        logins.retain(|_, login| login.attempts > 0 || login.failures > least);
        if least >= limits.failures {
            break;
        }
        least = least.saturating_mul(2);
    }
}

fn permits(failures: u32) -> usize {
    usize::try_from(failures).map_or(Semaphore::MAX_PERMITS, |failures| {
        failures.min(Semaphore::MAX_PERMITS)
    })
}

#[cold]
fn busy() -> Error {
    Error::new(
        ErrorKind::Busy,
        "too many sign-ins of one account run at once; try again in a moment",
    )
}
