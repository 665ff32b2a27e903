//! [`Hasher`]: hashes and verifies passwords on blocking threads, a limited number at once.

use std::borrow::Cow;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use icu_normalizer::ComposingNormalizerBorrowed;
use validator::ValidationError;
use zeroize::Zeroizing;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::blocklist::is_common;
use crate::password::cost::Cost;
use crate::password::gate::Gate;
use crate::password::learned::Learned;
use crate::password::memory::Memory;
use crate::password::plain::Password;
use crate::password::policy::PasswordPolicy;
#[cfg(any(test, fivefold_faults))]
use crate::password::probe::{Fault, Probe};
use crate::password::registry::Work;
use crate::password::stored::PasswordHash;

/// The maximum length of a password, in bytes. A password is hashed whole, so without a limit
/// hashing could take any time.
const MAX_BYTES: usize = 1_024;

/// The maximum memory of the default number of permits, in KiB.
const MAX_MEMORY: usize = 1 << 20;

/// The result of a password check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) is_right: bool,
    /// Set when the password is correct and should be rehashed at this cost.
    pub(crate) renew: Option<Renewal>,
}

/// The cost at which a correct password is rehashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Renewal(Cost);

/// Hashes and verifies passwords.
#[derive(Debug)]
pub(crate) struct Hasher {
    gate: Gate,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    policy: PasswordPolicy,
    memory: Memory,
    learned: Learned,
    unusable: AtomicU64,
    #[cfg(any(test, fivefold_faults))]
    probe: Probe,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new(PasswordPolicy::default())
    }
}

impl Hasher {
    pub(crate) fn new(policy: PasswordPolicy) -> Self {
        let permits = policy.permits.unwrap_or_else(|| permits(&policy));
        Self {
            gate: Gate::new(permits, policy.queue, policy.queue_timeout),
            inner: Arc::new(Inner {
                policy,
                memory: Memory::default(),
                learned: Learned::default(),
                unusable: AtomicU64::new(0),
                #[cfg(any(test, fivefold_faults))]
                probe: Probe::default(),
            }),
        }
    }

    /// Returns true for a password that is rejected for any login, before anything is read or
    /// hashed.
    pub(crate) fn is_too_long(password: &Password) -> bool {
        password.expose().len() > MAX_BYTES
    }

    /// Returns the reason why this cannot be a new password; `None` if it can.
    pub(crate) fn refuses(&self, password: &Password) -> Option<ValidationError> {
        if Self::is_too_long(password) {
            let mut error =
                ValidationError::new("length").with_message("must have at most 1024 bytes".into());
            error.add_param("max".into(), &MAX_BYTES);
            return Some(error);
        }
        let policy = &self.inner.policy;
        let text = composed(password.expose());
        let is_common = policy.blocklist && is_common(&text);
        let is_refused = || {
            policy
                .refuses
                .as_ref()
                .is_some_and(|refuses| refuses(&text))
        };
        (is_common || is_refused()).then(|| {
            ValidationError::new("common")
                .with_message("is too easy to guess; choose another".into())
        })
    }

    /// Returns the hash under the current policy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when too many callers wait.
    pub(crate) async fn hash(&self, password: &Password) -> Result<PasswordHash> {
        self.hash_at(password, self.inner.policy.registry.live)
            .await
    }

    /// Returns the hash that replaces one that was verified.
    pub(crate) async fn renew(&self, password: &Password, at: Renewal) -> Result<PasswordHash> {
        self.hash_at(password, at.0).await
    }

    async fn hash_at(&self, password: &Password, cost: Cost) -> Result<PasswordHash> {
        let password = password.clone();
        self.work(move |inner| {
            let text = composed(password.expose());
            let registry = &inner.policy.registry;
            let text = registry.hash(&inner.work(), cost, text.as_bytes())?;
            Ok(PasswordHash::from_phc(text))
        })
        .await
    }

    /// Verifies a password against the stored hash; the work does not depend on what is stored.
    ///
    /// A password that is not in the form NFC is checked as it was typed too: other applications
    /// hash the bytes that they receive.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when too many callers wait.
    pub(crate) async fn verify(
        &self,
        stored: Option<&PasswordHash>,
        password: &Password,
    ) -> Result<Verdict> {
        let (stored, password) = (stored.cloned(), password.clone());
        self.work(move |inner| {
            let (typed, text) = (password.expose(), composed(password.expose()));
            let forms = [text.as_bytes(), typed.as_bytes()];
            // What is typed decides how many there are, and not what is stored.
            let forms = forms.get(usize::from(*text == typed)..).unwrap_or(&forms);
            let stored = stored.as_ref().map(PasswordHash::expose);
            let registry = &inner.policy.registry;
            let checked = registry.check(&inner.work(), stored, forms)?;
            let unusable = u64::from(checked.is_unusable);
            inner.unusable.fetch_add(unusable, Ordering::Relaxed);
            Ok(Verdict {
                is_right: checked.is_right,
                renew: checked.renew.map(Renewal),
            })
        })
        .await
    }

    /// Returns the number of stored hashes that could not be verified.
    pub(crate) fn unusable(&self) -> u64 {
        self.inner.unusable.load(Ordering::Relaxed)
    }

    #[cfg(any(test, all(fivefold_faults, feature = "testing")))]
    pub(crate) fn calls(&self) -> Vec<crate::password::probe::KdfCall> {
        self.inner.probe.take()
    }

    #[cfg(any(test, fivefold_faults))]
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.inner.policy.registry.fault
    }

    /// Hashes on a blocking thread. The permit moves there: when the future is dropped, it is freed
    /// once the hash is done.
    async fn work<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = self.gate.enter().await?;
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            run(&inner)
        });
        done.await.map_err(|error| {
            Error::new(
                ErrorKind::Unavailable,
                "the runtime ended while a password was hashed; try again in another one",
            )
            .with_raw(error)
        })?
    }
}

impl Inner {
    fn work(&self) -> Work<'_> {
        Work {
            memory: &self.memory,
            learned: &self.learned,
            #[cfg(any(test, fivefold_faults))]
            probe: &self.probe,
        }
    }
}

/// Returns the default number of permits: one for each processor, as far as the memory allows.
fn permits(policy: &PasswordPolicy) -> usize {
    let largest = policy.registry.largest_memory().max(1);
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    cores.min(MAX_MEMORY / largest).max(1)
}

/// Returns the text in the Unicode form NFC, in which a letter is the same on every keyboard.
fn composed(text: &str) -> Zeroizing<String> {
    let composed: Cow<'_, str> = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    Zeroizing::new(composed.into_owned())
}
