//! The passwords of a pending write, which are hashed before the row is sent. Without the feature
//! `auth` there are none.

#[cfg(feature = "auth")]
use std::sync::Arc;

use crate::driver::metrics::Metrics;
use crate::error::Result;
#[cfg(feature = "auth")]
use crate::password::hasher::Hasher;
#[cfg(feature = "auth")]
use crate::password::plain::Password;
#[cfg(feature = "auth")]
use crate::password::policy::PasswordPolicy;
#[cfg(feature = "auth")]
use crate::password::throttle::Throttle;
use crate::table::Table;
use crate::value::Value;
#[cfg(feature = "auth")]
use crate::value::column_type::ColumnType;

/// The hasher and the throttle of a handle.
#[derive(Clone)]
pub(crate) struct Hashing {
    #[cfg(feature = "auth")]
    pub(crate) hasher: Arc<Hasher>,
    #[cfg(feature = "auth")]
    pub(crate) throttle: Arc<Throttle>,
}

#[cfg(not(feature = "auth"))]
impl Default for Hashing {
    fn default() -> Self {
        Self {}
    }
}

#[cfg(feature = "auth")]
impl Default for Hashing {
    fn default() -> Self {
        Self::new(PasswordPolicy::default())
    }
}

impl Hashing {
    #[cfg(feature = "auth")]
    pub(crate) fn new(policy: PasswordPolicy) -> Self {
        let throttle = Throttle::new(policy.failure_limits());
        Self {
            hasher: Arc::new(Hasher::new(policy)),
            throttle: Arc::new(throttle),
        }
    }

    /// Adds the counters of the hasher and of the throttle.
    #[cfg(feature = "auth")]
    pub(crate) fn count(&self, metrics: Metrics) -> Metrics {
        Metrics {
            unusable_hashes: self.hasher.unusable(),
            throttled: self.throttle.refused(),
            ..metrics
        }
    }

    #[cfg(not(feature = "auth"))]
    pub(crate) const fn count(&self, metrics: Metrics) -> Metrics {
        metrics
    }
}

/// The passwords of one row that are not hashed yet, each with its index among the values and the
/// name under which clients send it.
#[derive(Debug, Default)]
pub(crate) struct PendingPasswords {
    #[cfg(feature = "auth")]
    passwords: Vec<(usize, &'static str, Password)>,
}

#[cfg(not(feature = "auth"))]
impl PendingPasswords {
    pub(crate) const fn is_empty(&self) -> bool {
        true
    }

    #[allow(clippy::unused_async, reason = "the other build waits here")]
    pub(crate) async fn hash(self, _: &Hashing, _: &'static Table) -> Result<Vec<(usize, Value)>> {
        Ok(Vec::new())
    }
}

#[cfg(feature = "auth")]
impl PendingPasswords {
    pub(crate) fn is_empty(&self) -> bool {
        self.passwords.is_empty()
    }

    pub(crate) fn add(&mut self, at: usize, field: &'static str, password: Password) {
        self.passwords.push((at, field, password));
    }

    /// Returns the hashes with their indexes, or the errors of passwords that are rejected.
    pub(crate) async fn hash(
        self,
        hashing: &Hashing,
        table: &'static Table,
    ) -> Result<Vec<(usize, Value)>> {
        use crate::error::Error;

        let mut refused = validator::ValidationErrors::new();
        for (_, field, password) in &self.passwords {
            if let Some(error) = hashing.hasher.refuses(password) {
                refused.add(field, error);
            }
        }
        if !refused.is_empty() {
            return Err(Error::validation(table, refused));
        }
        let mut hashes = Vec::with_capacity(self.passwords.len());
        for (at, field, password) in self.passwords {
            let hash = hashing.hasher.hash(&password).await;
            let hash = hash.map_err(|error| error.with_model(table))?;
            let stored = hash
                .into_value()
                .map_err(|reason| Error::unstorable(table, field, &reason))?;
            hashes.push((at, stored));
        }
        Ok(hashes)
    }
}
