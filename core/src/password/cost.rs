//! What a hash costs: the parameters of Argon2id.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Parameters of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cost {
    /// KiB.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

/// RFC 9106, section 4, the second recommended option: what argon2-cffi and pwdlib do.
pub(super) const RFC_9106: Cost = Cost {
    memory: 65_536,
    passes: 3,
    lanes: 4,
};

/// The least that OWASP recommends (Password Storage Cheat Sheet): nothing below it is taken.
pub(super) const OWASP: Cost = Cost {
    memory: 19_456,
    passes: 2,
    lanes: 1,
};

/// The most: 2 GiB, which is the first recommended option of RFC 9106, and what a second of a machine is about.
const CEILING: Cost = Cost {
    memory: 2 << 20,
    passes: 64,
    lanes: 64,
};

impl Cost {
    /// Returns the parameters, unless they are below the floor or above the ceiling.
    pub(super) fn new(memory: u32, passes: u32, lanes: u32) -> Result<Self> {
        let (least, most) = (OWASP, CEILING);
        let fits = (least.memory..=most.memory).contains(&memory)
            && (least.passes..=most.passes).contains(&passes)
            && (least.lanes..=most.lanes).contains(&lanes);
        if !fits {
            return Err(Error::new(
                ErrorKind::Misuse,
                "Argon2id takes 19456 to 2097152 KiB, 2 to 64 passes and 1 to 64 lanes; use `PasswordPolicy::owasp()` for the least",
            ));
        }
        Ok(Self {
            memory,
            passes,
            lanes,
        })
    }

    /// True if no parameter that makes guessing dearer is below the other's.
    pub(super) const fn is_at_least(self, other: Self) -> bool {
        self.memory >= other.memory && self.passes >= other.passes
    }

    /// Blocks of 1 KiB, as the algorithm rounds them: four segments for each lane, of two blocks at least.
    pub(super) const fn blocks(self) -> usize {
        let segments = 4 * self.lanes;
        let memory = if self.memory < 2 * segments {
            2 * segments
        } else {
            self.memory
        };
        (memory / segments * segments) as usize
    }
}
