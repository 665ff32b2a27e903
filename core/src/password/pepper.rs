//! Peppers: keys that are not in the database, without which its hashes cannot be guessed.

use std::fmt;

use zeroize::Zeroizing;

/// A key, with the name that is stored in hashes.
#[derive(Clone)]
pub(super) struct Pepper {
    pub(super) id: String,
    key: Zeroizing<Vec<u8>>,
}

impl Pepper {
    /// The minimum length of a key, in bytes.
    pub(super) const LEAST: usize = 16;

    /// The maximum length of a name in the PHC format of Argon2, in bytes.
    pub(super) const MAX_ID_LENGTH: usize = 8;

    pub(super) fn new(id: &str, key: &[u8]) -> Self {
        Self {
            id: id.to_owned(),
            key: Zeroizing::new(key.to_vec()),
        }
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }
}

/// Prints the name only.
impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pepper")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
