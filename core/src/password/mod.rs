//! Passwords: hashing, verification, policy and throttling.

#[cfg(feature = "auth")]
pub(crate) mod argon;
#[cfg(feature = "bcrypt")]
pub(crate) mod bcrypt;
#[cfg(feature = "auth")]
pub(crate) mod blocklist;
#[cfg(feature = "auth")]
pub(crate) mod cost;
#[cfg(feature = "auth")]
pub(crate) mod gate;
#[cfg(feature = "auth")]
pub(crate) mod hasher;
pub(crate) mod hashing;
#[cfg(feature = "auth")]
pub(crate) mod learned;
#[cfg(feature = "auth")]
pub(crate) mod memory;
#[cfg(feature = "auth")]
pub(crate) mod pepper;
#[cfg(feature = "auth")]
pub(crate) mod phc;
#[cfg(feature = "auth")]
pub(crate) mod plain;
#[cfg(feature = "auth")]
pub(crate) mod policy;
#[cfg(all(feature = "auth", any(test, fivefold_faults)))]
#[cfg_attr(
    not(all(fivefold_faults, feature = "testing")),
    allow(
        dead_code,
        unreachable_pub,
        reason = "part of it is for the tests of other crates"
    )
)]
pub(crate) mod probe;
#[cfg(feature = "auth")]
pub(crate) mod registry;
#[cfg(feature = "auth")]
pub(crate) mod scheme;
#[cfg(feature = "auth")]
pub(crate) mod stored;
#[cfg(feature = "auth")]
pub(crate) mod throttle;

#[cfg(all(test, feature = "auth"))]
mod tests;
