//! What cursors are signed with.

use std::fmt;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::{Cursor, Position};
use crate::error::{Error, ErrorKind, Result};
use crate::value::Value;

/// The bytes of a signature that a cursor has.
const SIGNATURE: usize = 16;

/// The least bytes of a secret: as many as the hash has.
const LEAST: usize = 32;

/// The key of a handle: the one that it was given, or one that is made when the first cursor is.
#[derive(Clone, Default)]
pub(crate) struct CursorKey(Arc<OnceLock<[u8; 32]>>);

impl CursorKey {
    /// The key that follows from a secret, which may sign other things as well.
    pub(crate) fn of_secret(secret: &[u8]) -> Result<Self> {
        if secret.len() < LEAST {
            return Err(Error::new(
                ErrorKind::Invalid,
                "the secret of cursors is too short; take 32 random bytes",
            ));
        }
        let key = sign(secret, &[b"fivefold cursors"]);
        Ok(Self(Arc::new(OnceLock::from(key))))
    }

    /// The cursor at this position of the query with this text and these values.
    pub(crate) fn seal(&self, query: &Queried, position: &Position) -> Result<Cursor> {
        let bytes = position.to_bytes();
        let mut signed = self.signature(query, &bytes)?.to_vec();
        signed.extend(bytes);
        Cursor::of(URL_SAFE_NO_PAD.encode(signed))
    }

    /// The position of a cursor of this query.
    pub(crate) fn open(&self, query: &Queried, cursor: &Cursor) -> Result<Position> {
        let signed = URL_SAFE_NO_PAD.decode(cursor.as_str()).ok();
        let signed = signed.ok_or_else(Cursor::refused)?;
        let parts = signed.split_at_checked(SIGNATURE);
        let (signature, bytes) = parts.ok_or_else(Cursor::refused)?;
        if !equal(&self.signature(query, bytes)?, signature) {
            return Err(Cursor::refused());
        }
        Position::from_bytes(bytes).ok_or_else(Cursor::refused)
    }

    fn signature(&self, query: &Queried, position: &[u8]) -> Result<[u8; SIGNATURE]> {
        let key = match self.0.get() {
            Some(key) => key,
            None => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(|error| {
                    Error::new(
                        ErrorKind::Unavailable,
                        "the operating system gave no random bytes; try again",
                    )
                    .with_raw(error)
                })?;
                self.0.get_or_init(|| key)
            }
        };
        let whole = sign(key, &[&query.0, position]);
        let mut signature = [0; SIGNATURE];
        signature
            .iter_mut()
            .zip(whole)
            .for_each(|(to, from)| *to = from);
        Ok(signature)
    }
}

/// A query, so that its cursors are not taken by another one.
pub(crate) struct Queried([u8; 32]);

impl Queried {
    /// The query with this text and these values.
    pub(crate) fn new(sql: &str, values: &[Value]) -> Self {
        let mut hash = Sha256::new();
        hash.update(sql.len().to_le_bytes());
        hash.update(sql);
        hash.update(Position::bytes_of(values));
        Self(hash.finalize().into())
    }
}

fn sign(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    })
}

/// Looks at every byte, so that the time tells nothing.
fn equal(one: &[u8], other: &[u8]) -> bool {
    let different = one
        .iter()
        .zip(other)
        .fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && std::hint::black_box(different) == 0
}

/// Prints nothing of it.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(..)")
    }
}
