//! HMAC-SHA-256: what tokens and cursors are signed with.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Returns the code of the parts, one after the other, under the key.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    })
}

/// True for the first bytes, at least one, of the code of the parts under the key; in a time that tells nothing.
pub(crate) fn is_mac(key: &[u8], parts: &[&[u8]], code: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key).is_ok_and(|mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.verify_truncated_left(code).is_ok()
    })
}
