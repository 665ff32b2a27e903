//! Tokens that a client sends instead of a password, until they expire or the account changes.

pub(crate) mod builder;
pub(crate) mod claims;
pub(crate) mod issuer;
pub(crate) mod jws;
pub(crate) mod key;
pub(crate) mod kind;
pub(crate) mod payload;
pub(crate) mod refused;
pub(crate) mod schema;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod subject;
pub(crate) mod verify;

#[cfg(test)]
mod tests;

pub use crate::auth::tokens::builder::TokensBuilder;
pub use crate::auth::tokens::issuer::Tokens;
pub use crate::auth::tokens::kind::TokenKind;
pub use crate::auth::tokens::payload::TokenPayload;
pub use crate::auth::tokens::schema::{Message, Token, TokenPair};
pub use crate::auth::tokens::secret::TokenSecret;
pub use crate::auth::tokens::session::{
    Session, SessionBase, SessionCreate, SessionPublic, SessionServer, SessionUpdate,
};
