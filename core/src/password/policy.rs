//! [`PasswordPolicy`]: the cost of new hashes, and the hashes that are accepted.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::cost::{Cost, OWASP, RFC_9106};
use crate::password::pepper::Pepper;
#[cfg(all(fivefold_faults, feature = "testing"))]
use crate::password::probe::Fault;
use crate::password::registry::Registry;
use crate::password::scheme::Scheme;
use crate::password::throttle::FailureLimits;

/// Returns true for a password that the application refuses.
type Refuses = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// A policy for passwords: the cost of new hashes, and the stored hashes that are accepted. Set
/// with [`Builder::passwords`](crate::db::Builder::passwords).
///
/// Hashes are made with Argon2id (RFC 9106), a salt of 16 bytes and a tag of 32, and stored as
/// argon2-cffi and pwdlib store them. A password is normalised to the Unicode form NFC first, so
/// that it is the same on every keyboard; case and spaces are significant. Other applications hash
/// the bytes that they receive: a password that is typed in another form than NFC is checked in
/// both, at twice the cost, for any account. The commonest 3,000 passwords are rejected, and so are
/// those of more than 1,024 bytes.
///
/// Every hash takes one permit and its memory. By default there are as many permits as processors,
/// as far as 1 GiB of memory allows. As many callers may wait as can be served within 10 seconds at
/// the cost that was measured, and 256 at most; the next one gets [`ErrorKind::Busy`]. The memory
/// is reused by the next hash, and wiped after each. The lanes of one hash are computed on the
/// threads of `rayon`.
///
/// ```
/// use fivefold::Db;
/// use fivefold::auth::PasswordPolicy;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), fivefold::Error> {
/// // Accounts that came from elsewhere sign in too, and get a new hash when they do.
/// let policy = PasswordPolicy::rfc9106().accept(PasswordPolicy::owasp());
/// let db = Db::builder("sqlite::memory:").passwords(policy).connect().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PasswordPolicy {
    pub(super) registry: Registry,
    pub(super) permits: Option<usize>,
    pub(super) queue: usize,
    pub(super) queue_timeout: Duration,
    pub(super) blocklist: bool,
    pub(super) refuses: Option<Refuses>,
    failures: u32,
    window: Duration,
}

impl PasswordPolicy {
    /// Returns the default policy: 64 MiB, 3 passes, 4 lanes, which is the second recommended
    /// option of RFC 9106 (section 4), and the default of argon2-cffi and pwdlib.
    #[must_use]
    pub fn rfc9106() -> Self {
        Self::of(RFC_9106)
    }

    /// Returns the policy of minimum cost: 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat
    /// Sheet).
    #[must_use]
    pub fn owasp() -> Self {
        Self::of(OWASP)
    }

    /// Returns a policy with these parameters: memory in KiB, passes, lanes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] below [`PasswordPolicy::owasp`], and above 2 GiB, 64 passes or 64
    /// lanes.
    pub fn argon2id(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        Cost::new(memory_kib, passes, lanes).map(Self::of)
    }

    fn of(cost: Cost) -> Self {
        Self {
            registry: Registry::new(cost),
            permits: None,
            queue: 256,
            queue_timeout: Duration::from_secs(10),
            blocklist: true,
            refuses: None,
            failures: 100,
            window: Duration::from_secs(15 * 60),
        }
    }

    /// Accepts hashes of another policy too. They are replaced at the next sign-in of their
    /// account, unless they are the stronger ones.
    ///
    /// Each sign-in, of any account, then takes one more hash: otherwise its duration would reveal
    /// which accounts have an old one. Remove it when few old hashes are left.
    #[must_use]
    pub fn accept(mut self, other: Self) -> Self {
        for scheme in other.registry.schemes {
            self.registry.accept(scheme);
        }
        self.registry.any = self.registry.any.max(other.registry.any);
        let peppers = other.registry.pepper.into_iter();
        let peppers = peppers.chain(other.registry.old_peppers);
        self.registry.old_peppers.extend(peppers);
        self
    }

    /// Accepts hashes of Argon2id with these parameters, which another application made: memory in
    /// KiB, passes, lanes, as after `m=`, `t=` and `p=` in the stored hashes. They may be weaker
    /// than those of [`PasswordPolicy::argon2id`]. They are replaced at the next sign-in of their
    /// account, unless they are the stronger ones; each sign-in takes one more hash, as with
    /// [`PasswordPolicy::accept`].
    ///
    /// ```
    /// use fivefold::auth::PasswordPolicy;
    ///
    /// // `$argon2id$v=19$m=131072,t=4,p=1$..`
    /// let policy = PasswordPolicy::rfc9106().accept_argon2id(131_072, 4, 1)?;
    /// # let _ = policy;
    /// # Ok::<(), fivefold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] above 2 GiB, 64 passes or 64 lanes, and below 8 KiB for each lane.
    pub fn accept_argon2id(mut self, memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let cost = Cost::of_others(memory_kib, passes, lanes)?;
        self.registry.accept(Scheme::Argon2id(cost));
        Ok(self)
    }

    /// Accepts hashes of any cost: of Argon2id up to this memory in KiB, 64 passes and 64 lanes, and
    /// with the feature `bcrypt` those of bcrypt up to cost 15. For accounts whose hashes have costs
    /// that are not known beforehand, or too many of them to list.
    ///
    /// A cost is learned from the first account that has it: from then on every sign-in of this
    /// process computes it, as if it were listed. Eight of them are learned at most. The duration
    /// of that first sign-in reveals that the account exists and has such a hash; costs that are
    /// listed with [`PasswordPolicy::accept_argon2id`] and `accept_bcrypt` reveal nothing.
    ///
    /// The default number of [`permits`](PasswordPolicy::permits) is for hashes of this memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for more than 2 GiB.
    pub fn accept_any(mut self, memory_kib: u32) -> Result<Self> {
        let cap = Cost::of_others(memory_kib, 1, 1)?;
        self.registry.any = Some(cap.memory);
        Ok(self)
    }

    /// Accepts hashes of bcrypt (`$2a$`, `$2b$`, `$2y$`) with this cost. They are never made, and
    /// are replaced at the next sign-in of their account.
    ///
    /// bcrypt uses 72 bytes: a longer password is wrong, not an error. Each sign-in takes one more
    /// hash, as with [`PasswordPolicy::accept`]: one of cost 12 takes about twice as long as one of
    /// [`PasswordPolicy::rfc9106`], and makes every sign-in three times as slow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a cost that is not between 4 and 31.
    #[cfg(feature = "bcrypt")]
    pub fn accept_bcrypt(mut self, cost: u32) -> Result<Self> {
        if !(4..=31).contains(&cost) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the cost of bcrypt is from 4 to 31; it is the number after `$2b$` in the stored hashes",
            ));
        }
        self.registry.accept(Scheme::Bcrypt(cost));
        Ok(self)
    }

    /// Sets a pepper: a key that is mixed into new hashes and is not in the database. Its name is
    /// stored in each hash. Hashes without it stay valid, and are replaced at the next sign-in of
    /// their account.
    ///
    /// To replace the key, pass the new one here and the old one to [`PasswordPolicy::old_pepper`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a name that is empty or longer than 8 bytes, and for a key of less
    /// than 16 bytes.
    pub fn pepper(mut self, id: &str, key: impl AsRef<[u8]>) -> Result<Self> {
        self.registry.pepper = Some(pepper(id, key.as_ref())?);
        Ok(self)
    }

    /// Accepts hashes with a previous pepper.
    ///
    /// # Errors
    ///
    /// As for [`PasswordPolicy::pepper`].
    pub fn old_pepper(mut self, id: &str, key: impl AsRef<[u8]>) -> Result<Self> {
        self.registry.old_peppers.push(pepper(id, key.as_ref())?);
        Ok(self)
    }

    /// Accepts the commonest passwords, for applications that may not reject them.
    #[must_use]
    pub fn without_blocklist(mut self) -> Self {
        self.blocklist = false;
        self
    }

    /// Rejects new passwords for which the function returns true, such as those that contain the
    /// name of the application. It receives the text in the form NFC.
    #[must_use]
    pub fn refuse(mut self, refuses: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.refuses = Some(Arc::new(refuses));
        self
    }

    /// Sets the number of passwords that are hashed at once, at least one. Each takes the memory of
    /// the policy.
    #[must_use]
    pub fn permits(mut self, permits: usize) -> Self {
        self.permits = Some(permits.max(1));
        self
    }

    /// Sets how many callers may wait for a permit, and for how long. The default is 256 callers
    /// for 10 seconds.
    ///
    /// The time decides where both cannot be had: a caller whose turn would come later, at the cost
    /// of a hash that was measured, gets `Busy` at once. Two processors that take 65 ms for a hash
    /// serve 307 callers in 10 seconds; with hashes of 200 ms they serve 100, and the next one gets
    /// `Busy`. The same limits hold for the sign-ins of one account that wait for each other.
    #[must_use]
    pub fn queue(mut self, callers: usize, timeout: Duration) -> Self {
        self.queue = callers;
        self.queue_timeout = timeout;
        self
    }

    /// Sets how often a login may fail within a time. After that it is rejected until the time is
    /// over, with the correct password too. The default is 100 failures (the maximum of NIST SP
    /// 800-63B, 3.2.2) within 15 minutes; `u32::MAX` means no limit.
    ///
    /// A failure is a password that was checked and did not sign in. A sign-in that ended in an
    /// error counts nothing. One that succeeds clears the count, and so does every write of a
    /// password, such as the reset of a forgotten one. No more sign-ins of one login run at once
    /// than failures are left; the others wait for them.
    #[must_use]
    pub fn failures(mut self, failures: u32, window: Duration) -> Self {
        self.failures = failures;
        self.window = window;
        self
    }

    pub(super) const fn failure_limits(&self) -> FailureLimits {
        FailureLimits {
            failures: self.failures,
            window: self.window,
            queue: self.queue,
            timeout: self.queue_timeout,
        }
    }

    /// Returns a policy for tests, with the minimum cost of Argon2id: 512 KiB, 1 pass, 1 lane.
    /// Passwords can be recovered from such hashes.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn insecure_for_tests() -> Self {
        Self::of(Cost {
            memory: 512,
            passes: 1,
            lanes: 1,
        })
    }

    /// Injects a fault, for tests that have to detect it.
    #[cfg(all(fivefold_faults, feature = "testing"))]
    #[doc(hidden)]
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.registry.fault = Some(fault);
        self
    }
}

fn pepper(id: &str, key: &[u8]) -> Result<Pepper> {
    if id.is_empty() || id.len() > Pepper::MAX_ID_LENGTH {
        return Err(Error::new(
            ErrorKind::Misuse,
            "the name of a pepper has 1 to 8 bytes, such as \"2026\"",
        ));
    }
    if key.len() < Pepper::LEAST {
        return Err(Error::new(
            ErrorKind::Misuse,
            "a pepper has at least 16 bytes; generate them with a random source",
        ));
    }
    Ok(Pepper::new(id, key))
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::rfc9106()
    }
}

/// Prints no keys.
impl fmt::Debug for PasswordPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordPolicy")
            .field("registry", &self.registry)
            .field("permits", &self.permits)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
