//! A token of one kind, model or application is not accepted for another.

use serde_json::json;

use crate::auth::tokens::Tokens;
use crate::auth::tokens::kind::TokenKind;
use crate::auth::tokens::secret::TokenSecret;
use crate::auth::tokens::tests::{SECRET, builder, header, signed, tokens, user};
use crate::error::Result;
use crate::password::stored::PasswordHash;
use crate::value::id::Id;

/// Another model with accounts, whose keys look the same.
#[fivefold_macros::model(crate = crate)]
#[derive(Debug, Clone)]
struct Robot {
    /// The key.
    id: Id<Robot>,
    /// The login.
    #[field(unique, login)]
    name: String,
    /// The hash.
    #[field(input(password))]
    hashed_password: PasswordHash,
}

#[test]
fn four_kinds_exclude_each_other() -> Result<()> {
    let tokens = tokens()?;
    // A refresh token names a session, which `issue` does not start.
    let kinds = [
        TokenKind::Access,
        TokenKind::Reset,
        TokenKind::Verify,
        TokenKind::Refresh,
    ];
    let (mut accepted, mut refused) = (0, 0);
    for issued in kinds {
        let session = (issued == TokenKind::Refresh).then(|| "x".to_owned());
        let claims = tokens.inner.claims(issued, &user(), session)?;
        let text = tokens
            .inner
            .sign::<crate::auth::tokens::tests::User>(issued, &claims)?;
        for asked in kinds {
            let is_right = tokens
                .verify::<crate::auth::tokens::tests::User>(asked, &text)
                .is_ok();
            assert_eq!(is_right, issued == asked, "{issued:?} as {asked:?}");
            if is_right {
                accepted += 1
            } else {
                refused += 1
            }
        }
    }
    assert_eq!((accepted, refused), (4, 12));
    Ok(())
}

#[test]
fn the_key_keeps_kinds_apart_by_itself() -> Result<()> {
    let tokens = tokens()?;
    // The claims of a refresh token, signed with the key of access tokens.
    let claims = tokens
        .inner
        .claims(TokenKind::Refresh, &user(), Some("x".to_owned()))?;
    let mut head = header();
    head["typ"] = json!(TokenKind::Refresh.typ());
    let forged = signed(
        &head.to_string(),
        &serde_json::to_string(&claims).unwrap_or_default(),
    );
    assert!(
        tokens
            .verify::<crate::auth::tokens::tests::User>(TokenKind::Refresh, &forged)
            .is_err()
    );
    // The control: with its own key it is accepted.
    let own = tokens
        .inner
        .sign::<crate::auth::tokens::tests::User>(TokenKind::Refresh, &claims)?;
    assert!(
        tokens
            .verify::<crate::auth::tokens::tests::User>(TokenKind::Refresh, &own)
            .is_ok()
    );
    Ok(())
}

#[test]
fn a_token_of_one_model_is_none_of_another() -> Result<()> {
    let tokens = tokens()?;
    let token = tokens.access(&user())?.access_token;
    assert!(
        tokens
            .verify_access::<crate::auth::tokens::tests::User>(&token)
            .is_ok()
    );
    assert!(tokens.verify_access::<Robot>(&token).is_err());
    Ok(())
}

#[test]
fn a_token_of_another_program_is_refused() -> Result<()> {
    let token = tokens()?.access(&user())?.access_token;
    let mut other = SECRET;
    other[31] ^= 1;
    let others = [
        builder()?.audience("web").build()?,
        Tokens::builder(
            "https://other.example.com",
            TokenSecret::from_bytes(SECRET)?,
        )
        .build()?,
        Tokens::builder(
            crate::auth::tokens::tests::ISSUER,
            TokenSecret::from_bytes(other)?,
        )
        .clock(super_now)
        .build()?,
    ];
    for other in others {
        assert!(
            other
                .verify_access::<crate::auth::tokens::tests::User>(&token)
                .is_err()
        );
    }
    Ok(())
}

fn super_now() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(crate::auth::tokens::tests::NOW, 0).unwrap_or_default()
}

#[test]
fn the_fingerprint_changes_with_the_hash_and_with_what_is_allowed() -> Result<()> {
    let tokens = tokens()?;
    let of = |user: &crate::auth::tokens::tests::User| {
        tokens
            .inner
            .claims(TokenKind::Access, user, None)
            .map(|claims| claims.ver)
    };
    let before = of(&user())?;
    let mut changed = user();
    changed.email = "bob@example.com".to_owned();
    assert_eq!(of(&changed)?, before, "an address is no right");
    changed.is_active = false;
    assert_ne!(of(&changed)?, before);
    let mut changed = user();
    changed.hashed_password = PasswordHash::from_phc("$argon2id$b");
    assert_ne!(of(&changed)?, before);
    Ok(())
}

#[test]
fn the_fingerprint_of_mailed_tokens_changes_with_the_address() -> Result<()> {
    let tokens = tokens()?;
    let mut moved = user();
    moved.email = "bob@example.com".to_owned();
    for kind in TokenKind::ALL {
        let of = |user: &crate::auth::tokens::tests::User| {
            let claims = tokens.inner.claims(kind, user, None);
            claims.map(|claims| claims.ver)
        };
        let is_bound = of(&moved)? != of(&user())?;
        assert_eq!(is_bound, kind.is_mailed(), "{kind:?}");
    }
    Ok(())
}
