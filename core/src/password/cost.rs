//! The cost of a hash: the parameters of Argon2id.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Parameters of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cost {
    /// The memory, in KiB.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

/// RFC 9106, section 4, the second recommended option: the default of argon2-cffi and pwdlib.
pub(super) const RFC_9106: Cost = Cost {
    memory: 65_536,
    passes: 3,
    lanes: 4,
};

/// The minimum that OWASP recommends (Password Storage Cheat Sheet); lower parameters are rejected.
pub(super) const OWASP: Cost = Cost {
    memory: 19_456,
    passes: 2,
    lanes: 1,
};

/// The maximum of new and of accepted hashes: 2 GiB, the first recommended option of RFC 9106,
/// which takes about one second.
const CEILING: Cost = Cost {
    memory: 2 << 20,
    passes: 64,
    lanes: 64,
};

/// The minimum of the algorithm, in KiB for each lane.
const LEAST_MEMORY: u32 = 8;

impl Cost {
    /// Returns the parameters of hashes that another application made, unless they are above the
    /// maximum.
    pub(super) fn of_others(memory: u32, passes: u32, lanes: u32) -> Result<Self> {
        let cost = Self {
            memory,
            passes,
            lanes,
        };
        if !cost.is_accepted() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "hashes of Argon2id are accepted up to 2097152 KiB, 64 passes and 64 lanes, from 8 KiB for each lane; write the numbers after `m=`, `t=` and `p=` in the stored hashes",
            ));
        }
        Ok(cost)
    }

    /// Returns true for parameters of hashes that can be accepted.
    pub(super) fn is_accepted(self) -> bool {
        (1..=CEILING.lanes).contains(&self.lanes)
            && (1..=CEILING.passes).contains(&self.passes)
            && (LEAST_MEMORY * self.lanes..=CEILING.memory).contains(&self.memory)
    }

    /// Returns the parameters, unless they are below the minimum or above the maximum.
    pub(super) fn new(memory: u32, passes: u32, lanes: u32) -> Result<Self> {
        let (least, most) = (OWASP, CEILING);
        let fits = (least.memory..=most.memory).contains(&memory)
            && (least.passes..=most.passes).contains(&passes)
            && (least.lanes..=most.lanes).contains(&lanes);
        if !fits {
            return Err(Error::new(
                ErrorKind::Misuse,
                "Argon2id parameters are 19456 to 2097152 KiB, 2 to 64 passes and 1 to 64 lanes; use `PasswordPolicy::owasp()` for the minimum",
            ));
        }
        Ok(Self {
            memory,
            passes,
            lanes,
        })
    }

    /// Returns true if no parameter that makes guessing more expensive is below the other's.
    pub(super) const fn is_at_least(self, other: Self) -> bool {
        self.memory >= other.memory && self.passes >= other.passes
    }

    /// Returns the number of blocks of 1 KiB, rounded as by the algorithm: four segments for each
    /// lane, of at least two blocks.
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
