//! [`PasswordPolicy`]: how passwords are hashed, and which hashes are accepted.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::cost::{Cost, OWASP, RFC_9106};
use crate::password::pepper::Pepper;
#[cfg(feature = "testing")]
use crate::password::probe::Fault;
use crate::password::registry::Registry;
#[cfg(feature = "bcrypt")]
use crate::password::registry::Scheme;

/// What a hook asks of a password.
type Refuses = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// How passwords are hashed, and which stored hashes are accepted. Given to [`Builder::passwords`](crate::db::Builder::passwords).
///
/// Hashes are made with Argon2id (RFC 9106), a salt of 16 bytes and a tag of 32, and stored as argon2-cffi and pwdlib store them. A
/// password is brought into Unicode's form NFC first, once, so that it is the same on every keyboard; case and blanks count.
/// The commonest 3,000 passwords are refused, and so are those of more than 1,024 bytes.
///
/// Every hash takes one permit and its memory. There are as many permits as processors, but not more than 1 GiB is taken; 256
/// callers may wait, for 10 seconds, and the next one gets [`ErrorKind::Busy`]. The memory is kept for the next hash, and wiped
/// after each. The lanes of one hash are computed on the threads of `rayon`.
///
/// ```
/// use fivefold::Db;
/// use fivefold::auth::PasswordPolicy;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// // Accounts that came from elsewhere sign in too, and get a new hash when they do.
/// let policy = PasswordPolicy::rfc9106().accept(PasswordPolicy::owasp());
/// let db = Db::builder("sqlite::memory:").passwords(policy).connect().await?;
/// # Ok::<(), fivefold::Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PasswordPolicy {
    pub(super) registry: Registry,
    pub(super) permits: Option<usize>,
    pub(super) queue: usize,
    pub(super) patience: Duration,
    pub(super) blocklist: bool,
    pub(super) refuses: Option<Refuses>,
    failures: u32,
    window: Duration,
}

impl PasswordPolicy {
    /// Returns the default: 64 MiB, 3 passes, 4 lanes, which is the second option that RFC 9106 recommends (section 4), and what
    /// argon2-cffi and pwdlib do.
    #[must_use]
    pub fn rfc9106() -> Self {
        Self::of(RFC_9106)
    }

    /// Returns the least that is taken: 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet).
    #[must_use]
    pub fn owasp() -> Self {
        Self::of(OWASP)
    }

    /// Returns a policy with parameters of your own: memory in KiB, passes, lanes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] below [`PasswordPolicy::owasp`], and above 2 GiB, 64 passes or 64 lanes.
    pub fn argon2id(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        Cost::new(memory_kib, passes, lanes).map(Self::of)
    }

    fn of(cost: Cost) -> Self {
        Self {
            registry: Registry::new(cost),
            permits: None,
            queue: 256,
            patience: Duration::from_secs(10),
            blocklist: true,
            refuses: None,
            failures: 100,
            window: Duration::from_secs(15 * 60),
        }
    }

    /// Accepts hashes that the other policy made as well. They are replaced when their owners sign in, unless they are the
    /// stronger ones.
    ///
    /// Each check then hashes once more, whoever signs in: otherwise the time would tell whose hash is an old one. Take this out
    /// again when few are left.
    #[must_use]
    pub fn accept(mut self, other: Self) -> Self {
        for scheme in other.registry.schemes {
            self.registry.accept(scheme);
        }
        let peppers = other.registry.pepper.into_iter();
        let peppers = peppers.chain(other.registry.old_peppers);
        self.registry.old_peppers.extend(peppers);
        self
    }

    /// Accepts hashes of bcrypt (`$2a$`, `$2b$`, `$2y$`) with this cost. They are never made, and are replaced when their owners
    /// sign in.
    ///
    /// bcrypt looks at 72 bytes: a longer password is wrong, and never an error. Each check hashes once more, as with
    /// [`PasswordPolicy::accept`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a cost that is not between 4 and 31.
    #[cfg(feature = "bcrypt")]
    pub fn accept_bcrypt(mut self, cost: u32) -> Result<Self> {
        if !(4..=31).contains(&cost) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "bcrypt takes a cost from 4 to 31; it is the number behind `$2b$` in the stored hashes",
            ));
        }
        self.registry.accept(Scheme::Bcrypt(cost));
        Ok(self)
    }

    /// Mixes a key into new hashes that is not in the database, and whose name stands in each. Hashes without one stay good, and
    /// are replaced when their owners sign in.
    ///
    /// To replace the key, give the new one here and the old one to [`PasswordPolicy::old_pepper`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a name that is empty or longer than 8 bytes, and for a key of less than 16 bytes.
    pub fn pepper(mut self, id: &str, key: impl AsRef<[u8]>) -> Result<Self> {
        self.registry.pepper = Some(pepper(id, key.as_ref())?);
        Ok(self)
    }

    /// Accepts hashes with a key that was the pepper before.
    ///
    /// # Errors
    ///
    /// As for [`PasswordPolicy::pepper`].
    pub fn old_pepper(mut self, id: &str, key: impl AsRef<[u8]>) -> Result<Self> {
        self.registry.old_peppers.push(pepper(id, key.as_ref())?);
        Ok(self)
    }

    /// Lets the commonest passwords pass, for a program that is not allowed to refuse them.
    #[must_use]
    pub fn without_blocklist(mut self) -> Self {
        self.blocklist = false;
        self
    }

    /// Refuses new passwords for which the function says true, such as those with the program's name in them. It gets the text in
    /// the form NFC.
    #[must_use]
    pub fn refuse(mut self, refuses: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.refuses = Some(Arc::new(refuses));
        self
    }

    /// Sets how many passwords are hashed at once, one at least. Each takes the memory of the policy.
    #[must_use]
    pub fn permits(mut self, permits: usize) -> Self {
        self.permits = Some(permits.max(1));
        self
    }

    /// Sets how many callers may wait for a permit, and for how long. The default is 256, for 10 seconds.
    #[must_use]
    pub fn queue(mut self, callers: usize, patience: Duration) -> Self {
        self.queue = callers;
        self.patience = patience;
        self
    }

    /// Sets how often a login may fail, and within what time. Then it is refused until that time is over, with the right password
    /// as well. The default is 100 times (the most of NIST SP 800-63B, 3.2.2) within 15 minutes; `u32::MAX` is without end.
    #[must_use]
    pub fn failures(mut self, failures: u32, window: Duration) -> Self {
        self.failures = failures;
        self.window = window;
        self
    }

    pub(crate) const fn throttle(&self) -> (u32, Duration) {
        (self.failures, self.window)
    }

    /// Returns a policy for your own tests, with the least that Argon2id can do: 512 KiB, 1 pass, 1 lane. Whoever gets at such
    /// hashes has the passwords.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn insecure_for_tests() -> Self {
        Self::of(Cost {
            memory: 512,
            passes: 1,
            lanes: 1,
        })
    }

    /// Plants a mistake, for tests that have to find it.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.registry.fault = Some(fault);
        self
    }
}

fn pepper(id: &str, key: &[u8]) -> Result<Pepper> {
    if id.is_empty() || id.len() > Pepper::LONGEST_ID {
        return Err(Error::new(
            ErrorKind::Misuse,
            "the name of a pepper has 1 to 8 bytes, such as \"2026\"",
        ));
    }
    if key.len() < Pepper::LEAST {
        return Err(Error::new(
            ErrorKind::Misuse,
            "a pepper has 16 bytes at least; take them from a random source",
        ));
    }
    Ok(Pepper::new(id, key))
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::rfc9106()
    }
}

/// Prints no key.
impl fmt::Debug for PasswordPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordPolicy")
            .field("registry", &self.registry)
            .field("permits", &self.permits)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
