//! [`TokenSecret`]: the key that tokens are signed with.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The secret that tokens are signed with, 32 bytes at least. It is wiped from memory when it is
/// dropped, and its `Debug` prints `TokenSecret(..)`.
///
/// ```
/// use fivefold::ErrorKind;
/// use fivefold::tokens::TokenSecret;
///
/// let secret = TokenSecret::generate()?;
/// assert_eq!(format!("{secret:?}"), "TokenSecret(..)");
/// let weak = TokenSecret::from_bytes("changethis").unwrap_err();
/// assert_eq!(weak.kind(), ErrorKind::Misuse);
/// # Ok::<(), fivefold::Error>(())
/// ```
#[derive(Clone)]
pub struct TokenSecret(Zeroizing<Vec<u8>>);

/// The minimum length: the bytes of the hash (RFC 7518, 3.2).
const LEAST: usize = 32;

/// The minimum number of different bytes. 32 random bytes have 30 of them, and 64 random
/// hexadecimal digits 15 or 16; there, fewer than ten occur once in 10 million times.
const LEAST_DIFFERENT: usize = 10;

/// Words of examples and of unchanged default configurations.
const SAMPLES: &[&str] = &[
    "secret",
    "changethis",
    "changeme",
    "change_me",
    "change-me",
    "password",
    "passphrase",
    "your-256-bit",
    "your_jwt",
    "example",
    "insecure",
    "qwerty",
    "letmein",
    "development",
    // The documentation of FastAPI.
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    // The documentation of JWT's first debugger, in base64.
    "yxv0ahnly3jldc",
];

impl TokenSecret {
    /// Returns the secret with these bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for fewer than 32 bytes, and for bytes that can be guessed: those of
    /// examples, repetitions and sequences.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let bytes = bytes.as_ref();
        if bytes.len() < LEAST || is_guessable(bytes) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the secret of tokens is too short or can be guessed; take 32 random bytes, such as those of `openssl rand -base64 32`",
            ));
        }
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }

    /// Returns the secret with this base64 text, as `openssl rand -base64 32` prints it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for a text that is not base64, and as for [`TokenSecret::from_bytes`].
    pub fn from_base64(text: &str) -> Result<Self> {
        let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new);
        match bytes {
            Ok(bytes) => Self::from_bytes(&*bytes),
            Err(_) => Err(Error::new(
                ErrorKind::Misuse,
                "the secret of tokens is not base64; write it as `openssl rand -base64 32` prints it",
            )),
        }
    }

    /// Returns a new secret. Tokens that are signed with it become void when the application ends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`] when the operating system provides no random bytes.
    pub fn generate() -> Result<Self> {
        crate::crypto::random::random::<LEAST>().map(|bytes| Self(Zeroizing::new(bytes.to_vec())))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Prints nothing of it.
impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(..)")
    }
}

fn is_guessable(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    let different = seen.iter().filter(|seen| **seen).count();
    // A repeated short text: each byte equals the one a period before.
    let repeats = (1..=bytes.len() / 2).any(|period| {
        let later = bytes.iter().skip(period);
        bytes.iter().zip(later).all(|(one, other)| one == other)
    });
    // Bytes that count up or down by a constant step, as in an alphabet.
    let steps = bytes.iter().zip(bytes.iter().skip(1));
    let steps: Vec<u8> = steps.map(|(one, other)| other.wrapping_sub(*one)).collect();
    let even = steps.iter().zip(steps.iter().skip(1));
    let counted = even.filter(|(one, other)| one == other).count();
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    different < LEAST_DIFFERENT
        || repeats
        || counted > bytes.len() / 2
        || SAMPLES.iter().any(|sample| text.contains(sample))
}
