//! The responses of an API to a sign-in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An access token in the form of an API response (RFC 6750):
/// `{"access_token": "..", "token_type": "bearer"}`. Its `Debug` does not print the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Token {
    /// The token, which the client sends as `Authorization: Bearer ..`.
    pub access_token: String,
    /// Always `bearer`.
    pub token_type: String,
}

impl Token {
    pub(crate) fn bearer(access_token: String) -> Self {
        Self {
            access_token,
            token_type: "bearer".to_owned(),
        }
    }
}

/// An access token, and the refresh token for the next one. Its `Debug` prints neither.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct TokenPair {
    /// The token, which the client sends as `Authorization: Bearer ..`.
    pub access_token: String,
    /// The token that the client sends once, for the next pair.
    pub refresh_token: String,
    /// Always `bearer`.
    pub token_type: String,
}

/// A sentence for the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Message {
    /// The sentence.
    pub message: String,
}

impl Message {
    /// Returns the message with this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenPair(..)")
    }
}
