//! Tokens that are accepted, and the many that are not.

pub(crate) mod claims;
pub(crate) mod headers;
pub(crate) mod interop;
pub(crate) mod kinds;
pub(crate) mod mutated;
pub(crate) mod rotation;
pub(crate) mod secrets;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use serde_json::{Value as Json, json};

use crate::auth::tokens::Tokens;
use crate::auth::tokens::builder::TokensBuilder;
use crate::auth::tokens::key::Key;
use crate::auth::tokens::kind::TokenKind;
use crate::auth::tokens::secret::TokenSecret;
use crate::error::Result;
use crate::error::kind::ErrorKind;
use crate::password::stored::PasswordHash;
use crate::value::id::Id;

/// A model with accounts.
#[fivefold_macros::model(crate = crate)]
#[derive(Debug, Clone)]
pub(crate) struct User {
    /// The key.
    pub(crate) id: Id<User>,
    /// The login.
    #[field(unique, login, email)]
    pub(crate) email: String,
    /// True if the account may sign in.
    #[field(client, default = true, enabled)]
    pub(crate) is_active: bool,
    /// The hash.
    #[field(input(password))]
    pub(crate) hashed_password: PasswordHash,
}

const NOW: i64 = 1_800_000_000;

const ISSUER: &str = "https://api.example.com";

const SECRET: [u8; 32] = [
    76, 134, 136, 229, 70, 6, 135, 164, 58, 106, 33, 101, 152, 214, 175, 95, 36, 228, 69, 227, 243,
    92, 177, 163, 127, 16, 70, 8, 40, 213, 102, 36,
];

fn user() -> User {
    User {
        id: Id::new(uuid::Uuid::from_u128(7)),
        email: "ann@example.com".to_owned(),
        is_active: true,
        hashed_password: PasswordHash::from_phc("$argon2id$"),
    }
}

fn builder() -> Result<TokensBuilder> {
    Ok(Tokens::builder(ISSUER, TokenSecret::from_bytes(SECRET)?)
        .leeway(Duration::ZERO)
        .clock(|| DateTime::from_timestamp(NOW, 0).unwrap_or_default()))
}

fn tokens() -> Result<Tokens> {
    builder()?.build()
}

/// The claims of an access token that is accepted.
fn good() -> Json {
    json!({
        "iss": ISSUER, "aud": format!("{ISSUER}#at+jwt"), "sub": user().id.to_string(),
        "iat": NOW, "exp": NOW + 60, "jti": "AAAAAAAAAAAAAAAAAAAAAA", "ver": "AAAAAAAAAAAAAAAAAAAAAA",
    })
}

fn header() -> Json {
    json!({"alg": "HS256", "typ": "at+jwt"})
}

/// Returns a token with these texts as header and claims, and a valid signature.
fn signed(header: &str, claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let unsigned = format!("{}.{}", part(header), part(claims));
    let Ok(secret) = TokenSecret::from_bytes(SECRET) else {
        unreachable!("the secret of the tests is good");
    };
    let signature = Key::derive::<User>(&secret, TokenKind::Access).sign(&unsigned);
    crate::auth::tokens::jws::signed(&unsigned, &signature)
}

fn is_accepted(tokens: &Tokens, text: &str) -> bool {
    match tokens.verify_access::<User>(text) {
        Ok(_) => true,
        Err(error) => {
            // One kind and one text, whatever is wrong.
            assert_eq!(error.kind(), ErrorKind::Unauthenticated);
            assert_eq!(
                error.to_string(),
                "the token is not accepted; sign in again"
            );
            false
        }
    }
}

#[test]
fn what_the_tests_sign_is_accepted() -> Result<()> {
    let tokens = tokens()?;
    assert!(is_accepted(
        &tokens,
        &signed(&header().to_string(), &good().to_string())
    ));
    let token = tokens.access(&user())?;
    let payload = tokens.verify_access::<User>(&token.access_token)?;
    assert_eq!(payload.sub, user().id);
    assert_eq!(payload.exp - payload.iat, chrono::Duration::minutes(15));
    assert_eq!(token.token_type, "bearer");
    let shown = serde_json::to_value(&payload).unwrap_or_default();
    assert_eq!(shown["sub"], json!(user().id.to_string()));
    assert_eq!(shown["iat"], json!(NOW));
    assert!(!format!("{token:?}{tokens:?}").contains(&token.access_token));
    Ok(())
}

#[test]
fn a_builder_refuses_what_cannot_be_meant() -> Result<()> {
    let secret = || TokenSecret::from_bytes(SECRET);
    let days = |days: u64| Duration::from_secs(days * 86_400);
    let wrong = [
        Tokens::builder("", secret()?),
        builder()?.audience(""),
        builder()?.lifetime(TokenKind::Access, Duration::ZERO),
        builder()?.lifetime(TokenKind::Access, days(31)),
        builder()?.lifetime(TokenKind::Refresh, days(91)),
        builder()?.lifetime(TokenKind::Reset, days(3)),
        builder()?.lifetime(TokenKind::Verify, days(8)),
        builder()?.leeway(Duration::from_secs(31)),
        builder()?.key_id("a").old_secret("a", secret()?),
        builder()?
            .old_secret("a", secret()?)
            .old_secret("a", secret()?),
    ];
    for builder in wrong {
        assert_eq!(
            builder.build().err().map(|error| error.kind()),
            Some(ErrorKind::Misuse)
        );
    }
    builder()?
        .lifetime(TokenKind::Access, days(30))
        .leeway(Duration::from_secs(30))
        .build()?;
    Ok(())
}
