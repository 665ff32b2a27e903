//! [`CursorKey`]: the key that signs cursors.

use std::fmt;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::crypto::cursor::Cursor;
use crate::crypto::cursor::position::Position;
use crate::crypto::hmac::{is_mac, mac};
use crate::crypto::random::random;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::value::Value;

/// The length of the signature in a cursor, in bytes.
const SIGNATURE: usize = 16;

/// The least length of a secret, in bytes: that of the hash.
const LEAST: usize = 32;

/// The key of a handle: configured, or generated with the first cursor.
#[derive(Clone, Default)]
pub(crate) struct CursorKey(Arc<OnceLock<[u8; 32]>>);

impl CursorKey {
    /// Derives the key from a secret, which may be in use for other signatures as well.
    pub(crate) fn of_secret(secret: &[u8]) -> Result<Self> {
        if secret.len() < LEAST {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the secret of cursors is too short; take 32 random bytes",
            ));
        }
        let key = mac(secret, &[b"fivefold cursors"]);
        Ok(Self(Arc::new(OnceLock::from(key))))
    }

    /// Returns the signed cursor of a position in a query.
    pub(crate) fn seal(&self, query: &Queried, position: &Position) -> Result<Cursor> {
        let bytes = position.to_bytes();
        let signature = mac(self.key()?, &[&query.0, &bytes]);
        let mut signed = signature.get(..SIGNATURE).unwrap_or_default().to_vec();
        signed.extend(bytes);
        Cursor::of(URL_SAFE_NO_PAD.encode(signed))
    }

    /// Verifies a cursor of the query and returns its position.
    pub(crate) fn open(&self, query: &Queried, cursor: &Cursor) -> Result<Position> {
        let signed = URL_SAFE_NO_PAD.decode(cursor.as_str()).ok();
        let signed = signed.ok_or_else(Cursor::refused)?;
        let parts = signed.split_at_checked(SIGNATURE);
        let (signature, bytes) = parts.ok_or_else(Cursor::refused)?;
        if !is_mac(self.key()?, &[&query.0, bytes], signature) {
            return Err(Cursor::refused());
        }
        Position::from_bytes(bytes).ok_or_else(Cursor::refused)
    }

    fn key(&self) -> Result<&[u8; 32]> {
        match self.0.get() {
            Some(key) => Ok(key),
            None => {
                let key = random()?;
                Ok(self.0.get_or_init(|| key))
            }
        }
    }
}

/// The hash of a query, which is signed with its cursors, so that another query refuses them.
pub(crate) struct Queried([u8; 32]);

impl Queried {
    /// Hashes the text and the values of a query.
    pub(crate) fn new(sql: &str, values: &[Value]) -> Self {
        let mut hash = Sha256::new();
        hash.update(sql.len().to_le_bytes());
        hash.update(sql);
        hash.update(Position::bytes_of(values));
        Self(hash.finalize().into())
    }
}

/// Prints no part of the key.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(..)")
    }
}
