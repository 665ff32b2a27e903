//! [`Scheme`]: what a hash is computed with.

use crate::password::cost::Cost;

/// A hash function with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scheme {
    Argon2id(Cost),
    #[cfg(feature = "bcrypt")]
    Bcrypt(u32),
}

impl Scheme {
    /// Returns the memory of a hash, in KiB.
    pub(super) const fn memory(self) -> usize {
        match self {
            Self::Argon2id(cost) => cost.blocks(),
            // 4 KiB, on the stack.
            #[cfg(feature = "bcrypt")]
            Self::Bcrypt(_) => 4,
        }
    }
}
