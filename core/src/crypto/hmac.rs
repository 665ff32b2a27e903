//! HMAC-SHA-256, which signs tokens and cursors.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Returns the code of the concatenated parts under the key.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    })
}

/// Returns true if `code` is a prefix of at least one byte of the code of the parts, in constant
/// time.
pub(crate) fn is_mac(key: &[u8], parts: &[&[u8]], code: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key).is_ok_and(|mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.verify_truncated_left(code).is_ok()
    })
}
