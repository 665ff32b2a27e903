//! Tests of hashing and verification.

pub(crate) mod bounded;
pub(crate) mod constant;
pub(crate) mod interop;
pub(crate) mod malformed;
pub(crate) mod peppers;
pub(crate) mod throttle;
pub(crate) mod unicode;

use crate::error::Error;
use crate::password::hasher::Hasher;
use crate::password::plain::Password;
use crate::password::policy::PasswordPolicy;
use crate::password::stored::PasswordHash;

/// Numbers from a seed, so that a test that fails fails again.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// splitmix64 (Steele, Lea and Flood, 2014).
    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end as u64).unwrap_or(0)
    }

    /// Letters, digits and signs.
    pub(super) fn text(&mut self, length: usize) -> String {
        let mut sign = || char::from(b'!' + u8::try_from(self.below(94)).unwrap_or(0));
        (0..length).map(|_| sign()).collect()
    }
}

/// The cheapest policy.
fn cheap() -> PasswordPolicy {
    PasswordPolicy::insecure_for_tests()
}

async fn is_right(hasher: &Hasher, stored: &PasswordHash, typed: &str) -> Result<bool, Error> {
    let verdict = hasher.verify(Some(stored), &Password::from(typed)).await?;
    Ok(verdict.is_right)
}
