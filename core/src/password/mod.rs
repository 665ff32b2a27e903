//! Passwords: what a client types, what is stored of it, and how one becomes the other.

mod argon;
#[cfg(feature = "bcrypt")]
mod bcrypt;
mod blocklist;
mod cost;
mod gate;
mod hasher;
mod memory;
mod pepper;
mod phc;
mod plain;
mod policy;
#[cfg(any(test, feature = "testing"))]
#[cfg_attr(
    not(feature = "testing"),
    allow(
        dead_code,
        unreachable_pub,
        reason = "part of it is for the tests of other crates"
    )
)]
mod probe;
mod registry;
mod stored;
#[cfg(test)]
mod tests;

pub(crate) use hasher::{Hasher, Renewal};
pub use plain::Password;
pub use policy::PasswordPolicy;
#[cfg(any(test, feature = "testing"))]
#[cfg_attr(
    not(feature = "testing"),
    allow(unreachable_pub, reason = "exported for the tests of other crates")
)]
pub use probe::{Fault, KdfCall};
pub use stored::PasswordHash;
