//! The accepted schemes of stored hashes, and a verification that costs the same for all of them.

use crate::crypto::random::random;
use crate::error::Result;
use crate::password::argon;
#[cfg(feature = "bcrypt")]
use crate::password::bcrypt::Bcrypt;
use crate::password::cost::Cost;
use crate::password::learned::Learned;
use crate::password::memory::Memory;
use crate::password::pepper::Pepper;
use crate::password::phc::Phc;
use crate::password::plain::same;
#[cfg(any(test, fivefold_faults))]
use crate::password::probe::{Fault, KdfCall, Probe};
use crate::password::scheme::Scheme;

/// The lengths of a new salt and of a new tag, in bytes.
const SALT: usize = 16;

const TAG: usize = 32;

/// The maximum cost of bcrypt where any is accepted: about two seconds.
#[cfg(feature = "bcrypt")]
const MAX_BCRYPT: u32 = 15;

/// A stored hash that can be verified.
#[derive(Debug, Clone)]
enum Known {
    Argon2id(Phc),
    #[cfg(feature = "bcrypt")]
    Bcrypt(Bcrypt),
}

impl Known {
    fn parse(text: &str) -> Option<Self> {
        #[cfg(feature = "bcrypt")]
        if let Some(bcrypt) = Bcrypt::parse(text) {
            return Some(Self::Bcrypt(bcrypt));
        }
        Phc::parse(text).map(Self::Argon2id)
    }

    fn scheme(&self) -> Scheme {
        match self {
            Self::Argon2id(phc) => Scheme::Argon2id(phc.cost),
            #[cfg(feature = "bcrypt")]
            Self::Bcrypt(bcrypt) => Scheme::Bcrypt(bcrypt.cost),
        }
    }

    #[allow(
        clippy::unnecessary_wraps,
        reason = "there is more than Argon2id where bcrypt is"
    )]
    fn argon2id(&self) -> Option<&Phc> {
        match self {
            Self::Argon2id(phc) => Some(phc),
            #[cfg(feature = "bcrypt")]
            Self::Bcrypt(_) => None,
        }
    }

    /// Returns a hash that no password has: its tag is random.
    fn dummy(scheme: Scheme, pepper: Option<&Pepper>) -> Result<Self> {
        Ok(match scheme {
            Scheme::Argon2id(cost) => Self::Argon2id(Phc {
                cost,
                key_id: pepper.map(|pepper| pepper.id.clone()),
                salt: random::<SALT>()?.to_vec(),
                tag: random::<TAG>()?.to_vec(),
            }),
            #[cfg(feature = "bcrypt")]
            Scheme::Bcrypt(cost) => Self::Bcrypt(Bcrypt {
                cost,
                salt: random()?,
                tag: random()?,
            }),
        })
    }
}

/// The result of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) is_right: bool,
    /// The cost at which a correct password is to be rehashed.
    pub(super) renew: Option<Cost>,
    /// True if the stored hash cannot be verified: it is malformed, or its scheme or pepper is not
    /// accepted.
    pub(super) is_unusable: bool,
}

/// The current scheme, and the accepted ones.
#[derive(Debug, Clone)]
pub(super) struct Registry {
    pub(super) live: Cost,
    /// The accepted schemes, the current one first.
    pub(super) schemes: Vec<Scheme>,
    /// The memory, in KiB, up to which other schemes are accepted too.
    pub(super) any: Option<u32>,
    pub(super) pepper: Option<Pepper>,
    pub(super) old_peppers: Vec<Pepper>,
    /// The text of a dummy hash, which is parsed if no hash is stored.
    stand_in: String,
    #[cfg(any(test, fivefold_faults))]
    pub(super) fault: Option<Fault>,
}

impl Registry {
    pub(super) fn new(live: Cost) -> Self {
        Self {
            live,
            schemes: vec![Scheme::Argon2id(live)],
            any: None,
            pepper: None,
            old_peppers: Vec::new(),
            stand_in: Phc {
                cost: live,
                key_id: None,
                salt: vec![0; SALT],
                tag: vec![0; TAG],
            }
            .text(),
            #[cfg(any(test, fivefold_faults))]
            fault: None,
        }
    }

    pub(super) fn accept(&mut self, scheme: Scheme) {
        if !self.schemes.contains(&scheme) {
            self.schemes.push(scheme);
        }
    }

    /// Returns the memory of the largest accepted hash, in KiB.
    pub(super) fn largest_memory(&self) -> usize {
        let schemes = self.schemes.iter().map(|scheme| scheme.memory());
        let any = self.any.and_then(|memory| usize::try_from(memory).ok());
        schemes.chain(any).max().unwrap_or(1)
    }

    /// Returns the text of a new hash.
    pub(super) fn hash(&self, work: &Work<'_>, cost: Cost, password: &[u8]) -> Result<String> {
        let salt = random::<SALT>()?;
        let pepper = self.pepper.as_ref();
        let tag = work.argon2id(cost, pepper, password, &salt, TAG)?;
        let phc = Phc {
            cost,
            key_id: pepper.map(|pepper| pepper.id.clone()),
            salt: salt.to_vec(),
            tag: tag.to_vec(),
        };
        Ok(phc.text())
    }

    /// Verifies a password against a stored hash; any of its forms may be the right one.
    ///
    /// Every scheme is computed once for each form, in a fixed order, whatever is stored: with the
    /// stored hash if it is of that scheme, and otherwise with a dummy, by the same code. So the
    /// work is the same for an account that does not exist, one without a password, and one whose
    /// hash is old or malformed.
    pub(super) fn check(
        &self,
        work: &Work<'_>,
        stored: Option<&str>,
        forms: &[&[u8]],
    ) -> Result<Checked> {
        let known = stored
            .and_then(Known::parse)
            .filter(|known| self.accepts(known, work.learned));
        if known.is_none() {
            // Parsing a hash takes a microsecond, so a dummy is parsed too.
            std::hint::black_box(Known::parse(&self.stand_in));
        }
        let mut is_right = false;
        for scheme in self.schemes.iter().copied().chain(work.learned.schemes()) {
            let real = known.as_ref().filter(|known| known.scheme() == scheme);
            #[cfg(any(test, fivefold_faults))]
            if let (None, Some(fault)) = (real, self.fault) {
                if fault.leaves_out(stored.is_some(), known.is_some()) {
                    continue;
                }
                if let Fault::OtherParameters = fault {
                    let other = Scheme::Argon2id(Cost {
                        passes: self.live.passes + 1,
                        ..self.live
                    });
                    for password in forms {
                        work.matches(&Known::dummy(other, None)?, None, password)?;
                    }
                    continue;
                }
            }
            let dummy = Known::dummy(scheme, self.pepper.as_ref())?;
            let hash = real.unwrap_or(&dummy);
            for password in forms {
                let matches = work.matches(hash, self.pepper_of(hash), password)?;
                is_right |= matches & real.is_some();
            }
        }
        Ok(Checked {
            is_right,
            is_unusable: stored.is_some() && known.is_none(),
            renew: known
                .filter(|_| is_right)
                .and_then(|known| self.renew(&known)),
        })
    }

    /// Returns true for a hash whose scheme and pepper are accepted. Nothing else is ever computed,
    /// so that a stored text cannot choose how much memory is used.
    fn accepts(&self, known: &Known, learned: &Learned) -> bool {
        let names_pepper = known.argon2id().is_some_and(|phc| phc.key_id.is_some());
        let scheme = known.scheme();
        (!names_pepper || self.pepper_of(known).is_some())
            && (self.schemes.contains(&scheme) || self.is_within(scheme) && learned.add(scheme))
    }

    /// Returns true for a scheme that is accepted although it is not listed.
    fn is_within(&self, scheme: Scheme) -> bool {
        self.any.is_some_and(|memory| match scheme {
            Scheme::Argon2id(cost) => cost.memory <= memory && cost.is_accepted(),
            #[cfg(feature = "bcrypt")]
            Scheme::Bcrypt(cost) => (4..=MAX_BCRYPT).contains(&cost),
        })
    }

    fn pepper_of(&self, known: &Known) -> Option<&Pepper> {
        let id = known.argon2id()?.key_id.as_ref()?;
        let mut peppers = self.pepper.iter().chain(&self.old_peppers);
        peppers.find(|pepper| pepper.id == *id)
    }

    /// Returns the cost of a rehash: the current one, but never less than that of the stored hash.
    fn renew(&self, known: &Known) -> Option<Cost> {
        let Some(phc) = known.argon2id() else {
            return Some(self.live);
        };
        if !phc.cost.is_at_least(self.live) {
            return Some(self.live);
        }
        let is_short = phc.salt.len() < SALT || phc.tag.len() < TAG;
        let live = self.pepper.as_ref().map(|pepper| &pepper.id);
        (is_short || phc.key_id.as_ref() != live).then_some(phc.cost)
    }
}

/// The resources of a hash.
pub(super) struct Work<'w> {
    pub(super) memory: &'w Memory,
    pub(super) learned: &'w Learned,
    #[cfg(any(test, fivefold_faults))]
    pub(super) probe: &'w Probe,
}

impl Work<'_> {
    fn matches(&self, known: &Known, pepper: Option<&Pepper>, password: &[u8]) -> Result<bool> {
        match known {
            Known::Argon2id(phc) => {
                let length = phc.tag.len();
                let tag = self.argon2id(phc.cost, pepper, password, &phc.salt, length)?;
                Ok(same(&tag, &phc.tag))
            }
            #[cfg(feature = "bcrypt")]
            Known::Bcrypt(bcrypt) => {
                #[cfg(any(test, fivefold_faults))]
                self.probe.called(KdfCall::Bcrypt { cost: bcrypt.cost });
                Ok(bcrypt.is_of(password))
            }
        }
    }

    fn argon2id(
        &self,
        cost: Cost,
        pepper: Option<&Pepper>,
        password: &[u8],
        salt: &[u8],
        length: usize,
    ) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        #[cfg(any(test, fivefold_faults))]
        self.probe.called(KdfCall::Argon2id {
            memory: cost.memory,
            passes: cost.passes,
            lanes: cost.lanes,
        });
        argon::tag(self.memory, cost, pepper, password, salt, length)
    }
}
