//! The compact form of a signed token (RFC 7515), with HS256 only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::tokens::claims::Header;
use crate::crypto::random::random;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The only algorithm. The header names it and does not choose it.
pub(crate) const ALGORITHM: &str = "HS256";

/// The maximum length of a token, in bytes.
const MAX_LENGTH: usize = 8 << 10;

/// The parts of a token, not verified yet.
pub(crate) struct Parts<'t> {
    pub(crate) header: Header,
    /// Header and claims as they were signed.
    pub(crate) signed: &'t str,
    claims: &'t str,
    pub(crate) signature: Vec<u8>,
}

impl<'t> Parts<'t> {
    pub(crate) fn split(text: &'t str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        if claims.contains('.') {
            return None;
        }
        Some(Self {
            header: read(header)?,
            signed,
            claims,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Reads the claims. Call it after the signature was verified.
    pub(crate) fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        read(self.claims)
    }
}

fn read<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Returns header and claims in the form that is signed.
pub(crate) fn unsigned(header: &Header, claims: &impl Serialize) -> Result<String> {
    Ok(format!("{}.{}", part(header)?, part(claims)?))
}

/// Appends the signature.
pub(crate) fn signed(unsigned: &str, signature: &[u8]) -> String {
    format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn part(value: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(value).map_err(|error| {
        Error::new(
            ErrorKind::Internal,
            "a token could not be serialised; report this",
        )
        .with_raw(error)
    })?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// Returns a unique id for a token: 16 random bytes in base64.
pub(crate) fn unique() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<16>()?))
}
