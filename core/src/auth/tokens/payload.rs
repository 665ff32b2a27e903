//! [`TokenPayload`]: the claims of a token, with types.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::auth::tokens::claims::{Claims, Seconds};
use crate::auth::tokens::refused::refused;
use crate::auth::tokens::subject;
use crate::error::Result;
use crate::model::Model;

/// The claims of a token of the model `M`.
pub struct TokenPayload<M: Model> {
    /// The key of the account.
    pub sub: M::Key,
    /// The instant at which the token was issued.
    pub iat: DateTime<Utc>,
    /// The instant at which it expires.
    pub exp: DateTime<Utc>,
    /// The unique id of the token.
    pub jti: String,
}

impl<M: Model> TokenPayload<M> {
    pub(crate) fn of(claims: &Claims) -> Result<Self> {
        let instant = |seconds: Seconds| {
            let seconds = seconds.whole(true)?;
            DateTime::from_timestamp(seconds, 0)
        };
        Ok(Self {
            sub: subject::key::<M>(&claims.sub).ok_or_else(refused)?,
            iat: instant(claims.iat).ok_or_else(refused)?,
            exp: instant(claims.exp).ok_or_else(refused)?,
            jti: claims.jti.clone(),
        })
    }
}

impl<M: Model> Clone for TokenPayload<M> {
    fn clone(&self) -> Self {
        Self {
            sub: self.sub.clone(),
            iat: self.iat,
            exp: self.exp,
            jti: self.jti.clone(),
        }
    }
}

/// Prints every field: a payload without its signature is no secret.
impl<M: Model> fmt::Debug for TokenPayload<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPayload")
            .field("sub", &subject::text::<M>(self.sub.clone()))
            .field("iat", &self.iat)
            .field("exp", &self.exp)
            .field("jti", &self.jti)
            .finish()
    }
}

/// Serialises as the token does: `sub` is text, and instants are seconds since 1970.
impl<M: Model> Serialize for TokenPayload<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut payload = serializer.serialize_struct("TokenPayload", 4)?;
        payload.serialize_field("sub", &subject::text::<M>(self.sub.clone()))?;
        payload.serialize_field("iat", &self.iat.timestamp())?;
        payload.serialize_field("exp", &self.exp.timestamp())?;
        payload.serialize_field("jti", &self.jti)?;
        payload.end()
    }
}

#[cfg(feature = "utoipa")]
impl<M: Model> utoipa::PartialSchema for TokenPayload<M> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};

        let mut payload = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("The claims of a token."));
        for (name, kind) in [
            ("sub", Type::String),
            ("iat", Type::Integer),
            ("exp", Type::Integer),
            ("jti", Type::String),
        ] {
            let property = ObjectBuilder::new().schema_type(kind);
            payload = payload.property(name, property).required(name);
        }
        payload.into()
    }
}

#[cfg(feature = "utoipa")]
impl<M: Model> utoipa::ToSchema for TokenPayload<M> {
    fn name() -> std::borrow::Cow<'static, str> {
        "TokenPayload".into()
    }
}

#[cfg(all(test, feature = "utoipa"))]
mod tests {
    use utoipa::PartialSchema as _;

    use super::TokenPayload;
    use crate::auth::tokens::schema::{Message, Token, TokenPair};

    #[test]
    fn schemas_name_what_is_serialised() {
        let properties = |schema: utoipa::openapi::RefOr<utoipa::openapi::Schema>| {
            let schema = serde_json::to_value(schema).unwrap_or_default();
            let properties = schema["properties"]
                .as_object()
                .cloned()
                .unwrap_or_default();
            let mut names: Vec<String> = properties.into_iter().map(|(name, _)| name).collect();
            names.sort();
            names
        };
        let payload = TokenPayload::<crate::auth::tokens::session::Session>::schema();
        assert_eq!(properties(payload), ["exp", "iat", "jti", "sub"]);
        assert_eq!(properties(Token::schema()), ["access_token", "token_type"]);
        assert_eq!(
            properties(TokenPair::schema()),
            ["access_token", "refresh_token", "token_type"]
        );
        assert_eq!(properties(Message::schema()), ["message"]);
    }
}
