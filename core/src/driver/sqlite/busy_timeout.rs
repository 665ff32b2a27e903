//! The time that a thread waits for the write lock, which another process can hold.
//!
//! The busy timeout of SQLite sleeps in fixed steps of up to 100 ms, so under load the thread that
//! has waited longest looks least often. Here every thread looks every few milliseconds, at random
//! moments.

use std::cell::Cell;
use std::hash::{BuildHasher as _, RandomState};
use std::thread;
use std::time::{Duration, Instant};

thread_local! {
    /// rusqlite takes a plain function as the handler, which cannot capture the deadline.
    /// <https://github.com/rusqlite/rusqlite/pull/1685>
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The upper bound of a wait: a day, so that the deadline is always a valid instant.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

const FIRST_DELAY: Duration = Duration::from_micros(500);

const LONGEST_DELAY: Duration = Duration::from_millis(10);

/// Lets this thread wait for locks while it lives. Threads of the runtime never wait: that would
/// delay other tasks.
pub(super) struct BusyTimeout {
    deadline: Instant,
    before: Option<Instant>,
}

impl BusyTimeout {
    pub(super) fn new(limit: Duration) -> Self {
        let deadline = Instant::now() + limit.min(LONGEST);
        Self {
            deadline,
            before: DEADLINE.replace(Some(deadline)),
        }
    }

    /// Sleeps before another attempt. Returns false when the time is up.
    pub(super) fn wait(&self, attempt: u32) -> bool {
        wait_until(self.deadline, attempt)
    }
}

impl Drop for BusyTimeout {
    fn drop(&mut self) {
        DEADLINE.set(self.before);
    }
}

/// The handler that SQLite calls when another connection holds a lock. Returns false to give up.
pub(super) fn on_busy(attempt: i32) -> bool {
    DEADLINE
        .get()
        .is_some_and(|deadline| wait_until(deadline, attempt.unsigned_abs()))
}

fn wait_until(deadline: Instant, attempt: u32) -> bool {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return false;
    }
    let most = FIRST_DELAY
        .saturating_mul(1 << attempt.min(8))
        .min(LONGEST_DELAY);
    thread::sleep(most.mul_f64(0.25 + 0.75 * random()).min(left));
    true
}

/// Returns a number from 0 to 1. The keys of the standard hasher differ from call to call, which is
/// random enough here.
fn random() -> f64 {
    let hash = RandomState::new().hash_one(()) >> 32;
    u32::try_from(hash).map_or(0.5, f64::from) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_waits_only_while_it_has_a_busy_timeout() {
        assert!(!on_busy(0));
        let outer = BusyTimeout::new(Duration::from_secs(60));
        drop(BusyTimeout::new(Duration::ZERO));
        assert!(on_busy(0));
        drop(outer);
        assert!(!on_busy(0));
    }

    #[test]
    fn no_wait_is_long_and_none_passes_the_deadline() {
        let start = Instant::now();
        let busy_timeout = BusyTimeout::new(Duration::from_millis(100));
        let mut attempts = 0;
        while busy_timeout.wait(attempts) {
            attempts += 1;
        }
        assert!(start.elapsed() >= Duration::from_millis(100));
        assert!(attempts >= 8, "{attempts}");
    }

    #[test]
    fn waits_differ() {
        let numbers: Vec<f64> = (0..1_000).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
        assert!(
            numbers.iter().any(|number| *number < 0.1)
                && numbers.iter().any(|number| *number > 0.9)
        );
    }
}
