//! The header and the claims of a token, as they are serialised.

use serde::{Deserialize, Deserializer, Serialize};

/// The header. Anything else in it, such as a key or `crit`, makes the token unreadable.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) alg: String,
    pub(crate) typ: String,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) kid: Option<String>,
}

/// The claims. All but `nbf` and `sid` are required, and each is of its type.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) iat: Seconds,
    pub(crate) exp: Seconds,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) nbf: Option<Seconds>,
    pub(crate) jti: String,
    /// The fingerprint of the account.
    pub(crate) ver: String,
    /// The session of a refresh token.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) sid: Option<String>,
}

/// Reads an optional claim, which cannot be null.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// Seconds since 1970.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Seconds {
    Whole(i64),
    /// The form in which PyJWT writes a `datetime` that was converted to a timestamp by hand.
    Parts(f64),
}

impl Seconds {
    /// Returns whole seconds, truncated; `None` for a fraction where none is accepted, and for a
    /// number that is not an instant.
    pub(crate) fn whole(self, takes_floats: bool) -> Option<i64> {
        /// The greatest integer below which an `f64` holds every integer exactly.
        const EXACT: f64 = 9_007_199_254_740_991.0;
        match self {
            Self::Whole(seconds) => Some(seconds),
            #[allow(
                clippy::cast_possible_truncation,
                reason = "within what a float holds exactly"
            )]
            Self::Parts(seconds) if takes_floats && (0.0..EXACT).contains(&seconds) => {
                Some(seconds as i64)
            }
            Self::Parts(_) => None,
        }
    }
}
