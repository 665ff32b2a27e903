//! [`Throttle`]: limits how often a login may fail.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The maximum number of logins that are counted at once, in about 5 MiB. A failure costs a hash,
/// so evicting a login takes longer than waiting until it expires.
const MAX_LOGINS: usize = 100_000;

/// Counts failures by login, whether the account exists or not.
pub(crate) struct Throttle {
    /// Two random keys, so that no client can choose logins with the same hash.
    keys: (RandomState, RandomState),
    counts: Mutex<HashMap<(u64, u64), Count>>,
    failures: u32,
    window: Duration,
    refused: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
struct Count {
    tries: u32,
    since: Instant,
}

/// An attempt, which counts as a failure until it is reported as a success.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Try {
    key: (u64, u64),
    pub(crate) is_allowed: bool,
}

impl Throttle {
    pub(crate) fn new(failures: u32, window: Duration) -> Self {
        Self {
            keys: (RandomState::new(), RandomState::new()),
            counts: Mutex::default(),
            failures,
            window,
            refused: AtomicU64::new(0),
        }
    }

    /// Counts an attempt for this login of this model, before anything is read or verified.
    pub(crate) fn count(&self, model: &str, login: &str) -> Try {
        let key = (
            self.keys.0.hash_one((model, login)),
            self.keys.1.hash_one((model, login)),
        );
        let now = Instant::now();
        let mut counts = self.counts();
        if counts.len() >= MAX_LOGINS {
            make_room(&mut counts, now, self.window);
        }
        let count = counts.entry(key).or_insert(Count {
            tries: 0,
            since: now,
        });
        if now.duration_since(count.since) >= self.window {
            *count = Count {
                tries: 0,
                since: now,
            };
        }
        count.tries = count.tries.saturating_add(1);
        let is_allowed = count.tries <= self.failures;
        self.refused
            .fetch_add(u64::from(!is_allowed), Ordering::Relaxed);
        Try { key, is_allowed }
    }

    /// Forgets the failures before an attempt that succeeded.
    pub(crate) fn succeeded(&self, tried: Try) {
        self.counts().remove(&tried.key);
    }

    /// Returns the number of rejected attempts.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<(u64, u64), Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Evicts the expired logins, and of the rest those with the fewest failures.
fn make_room(counts: &mut HashMap<(u64, u64), Count>, now: Instant, window: Duration) {
    counts.retain(|_, count| now.duration_since(count.since) < window);
    let mut least = 1;
    while counts.len() >= MAX_LOGINS {
        counts.retain(|_, count| count.tries > least);
        least *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_LOGINS, Throttle};
    use std::time::Duration;

    #[test]
    fn as_many_fail_as_may_and_then_none_is_allowed() {
        let throttle = Throttle::new(100, Duration::from_secs(900));
        for login in ["ann", "nobody"] {
            for _ in 0..100 {
                assert!(throttle.count("User", login).is_allowed);
            }
            assert!(!throttle.count("User", login).is_allowed);
        }
        assert_eq!(throttle.refused(), 2);
        assert!(throttle.count("Robot", "ann").is_allowed);
        assert!(throttle.count("User", "ann ").is_allowed);
    }

    #[test]
    fn success_and_time_forget() {
        let throttle = Throttle::new(1, Duration::from_millis(20));
        let first = throttle.count("User", "ann");
        throttle.succeeded(first);
        assert!(throttle.count("User", "ann").is_allowed);
        assert!(!throttle.count("User", "ann").is_allowed);
        std::thread::sleep(Duration::from_millis(25));
        assert!(throttle.count("User", "ann").is_allowed);
    }

    #[test]
    fn a_spray_does_not_push_out_who_failed_often() {
        let throttle = Throttle::new(3, Duration::from_secs(900));
        for _ in 0..3 {
            assert!(throttle.count("User", "ann").is_allowed);
        }
        for number in 0..MAX_LOGINS + 10 {
            throttle.count("User", &number.to_string());
        }
        assert!(throttle.counts().len() < MAX_LOGINS);
        assert!(!throttle.count("User", "ann").is_allowed);
    }
}
