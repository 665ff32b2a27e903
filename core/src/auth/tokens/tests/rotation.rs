//! Replaced secrets and expired tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::DateTime;

use crate::auth::tokens::Tokens;
use crate::auth::tokens::secret::TokenSecret;
use crate::auth::tokens::tests::{ISSUER, NOW, SECRET, User, user};
use crate::error::Result;

#[test]
fn tokens_of_the_old_secret_are_good_until_they_expire() -> Result<()> {
    let time = Arc::new(AtomicI64::new(NOW));
    let clock = |time: &Arc<AtomicI64>| {
        let time = Arc::clone(time);
        move || DateTime::from_timestamp(time.load(Ordering::Relaxed), 0).unwrap_or_default()
    };
    let new = TokenSecret::generate()?;
    let before = Tokens::builder(ISSUER, TokenSecret::from_bytes(SECRET)?)
        .key_id("a")
        .leeway(std::time::Duration::ZERO)
        .clock(clock(&time))
        .build()?;
    let after = Tokens::builder(ISSUER, new.clone())
        .key_id("b")
        .old_secret("a", TokenSecret::from_bytes(SECRET)?)
        .leeway(std::time::Duration::ZERO)
        .clock(clock(&time))
        .build()?;
    let without = Tokens::builder(ISSUER, new)
        .key_id("b")
        .leeway(std::time::Duration::ZERO)
        .clock(clock(&time))
        .build()?;
    let mut tokens = Vec::new();
    for _ in 0..100 {
        tokens.push(before.access(&user())?.access_token);
    }
    let good = |by: &Tokens| {
        tokens
            .iter()
            .filter(|token| by.verify_access::<User>(token).is_ok())
            .count()
    };
    assert_eq!((good(&before), good(&after), good(&without)), (100, 100, 0));
    time.store(NOW + 15 * 60 - 1, Ordering::Relaxed);
    assert_eq!(good(&after), 100);
    time.store(NOW + 15 * 60, Ordering::Relaxed);
    assert_eq!(good(&after), 0);
    time.store(NOW, Ordering::Relaxed);
    // The secret had no name yet.
    let unnamed = Tokens::builder(ISSUER, TokenSecret::from_bytes(SECRET)?)
        .leeway(std::time::Duration::ZERO)
        .clock(clock(&time))
        .build()?;
    let token = unnamed.access(&user())?.access_token;
    assert!(after.verify_access::<User>(&token).is_ok());
    assert!(without.verify_access::<User>(&token).is_err());
    // New tokens are signed with the new secret.
    let token = after.access(&user())?.access_token;
    assert!(without.verify_access::<User>(&token).is_ok());
    assert!(before.verify_access::<User>(&token).is_err());
    Ok(())
}

#[test]
fn a_clock_that_went_back_makes_no_token_good_again() -> Result<()> {
    let day = 86_400;
    for (issued, asked) in [(NOW, NOW - day), (NOW, NOW + day)] {
        let at = |time: i64| -> Result<Tokens> {
            let secret = TokenSecret::from_bytes(SECRET)?;
            Tokens::builder(ISSUER, secret)
                .clock(move || DateTime::from_timestamp(time, 0).unwrap_or_default())
                .build()
        };
        let token = at(issued)?.access(&user())?.access_token;
        assert!(at(asked)?.verify_access::<User>(&token).is_err());
        assert!(at(issued)?.verify_access::<User>(&token).is_ok());
    }
    Ok(())
}
