//! Old hashes of bcrypt, which are verified and never made.

use base64::Engine as _;
use base64::alphabet::BCRYPT;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use zeroize::Zeroizing;

use crate::password::plain::same;

/// The maximum number of bytes of a password that bcrypt uses.
pub(super) const MAX_BYTES: usize = 72;

/// The base64 of bcrypt, whose last character may carry unused bits.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));

/// The parts of a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bcrypt {
    pub(super) cost: u32,
    pub(super) salt: [u8; 16],
    pub(super) tag: [u8; 23],
}

impl Bcrypt {
    /// Returns the parts of a hash such as `$2b$12$..`; `None` for a text that is not a bcrypt
    /// hash.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let rest = ["$2a$", "$2b$", "$2y$"]
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))?;
        let (cost, rest) = rest.split_once('$')?;
        let is_number = cost.len() == 2 && cost.bytes().all(|digit| digit.is_ascii_digit());
        let cost = cost.parse().ok().filter(|_| is_number)?;
        let (salt, tag) = rest.split_at_checked(22)?;
        Some(Self {
            cost,
            salt: BASE64.decode(salt).ok()?.try_into().ok()?,
            tag: BASE64.decode(tag).ok()?.try_into().ok()?,
        })
    }

    /// Returns true if this is the hash of the password. A password of more than 72 bytes never
    /// matches, since bcrypt would use its beginning only; it costs the same.
    pub(super) fn is_of(&self, password: &[u8]) -> bool {
        let used = password.get(..MAX_BYTES).unwrap_or(password);
        let mut ended = Zeroizing::new(used.to_vec());
        if ended.len() < MAX_BYTES {
            ended.push(0);
        }
        let tag = Zeroizing::new(::bcrypt::bcrypt(self.cost, self.salt, &ended));
        let is_same = same(tag.get(..23).unwrap_or_default(), &self.tag);
        is_same && password.len() <= MAX_BYTES && !password.contains(&0)
    }
}
