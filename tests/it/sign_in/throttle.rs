//! The limit on wrong passwords, and who it must not lock out.

use std::time::Duration;

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;
use fivefold::tokens::{TokenKind, TokenSecret, Tokens};
use tokio::task::JoinSet;

use super::{RIGHT, cheap, member, signs_in, with};
use crate::models::{Member, MemberUpdate, accounts};
use crate::support::{TestEnv, failed, occupied};

const ANN: &str = "ann@example.com";
const NEXT: &str = "another horse";
const WRONG: &str = "a wrong horse";

/// A policy with few failures, so that a test reaches the limit.
fn few() -> PasswordPolicy {
    PasswordPolicy::insecure_for_tests().failures(3, Duration::from_secs(600))
}

/// Types wrong passwords until the login is refused.
async fn lock(db: &Db) {
    for _ in 0..3 {
        assert!(!signs_in(db, ANN, WRONG).await);
    }
    assert!(!signs_in(db, ANN, RIGHT).await);
}

/// Signs in so many times at once, and returns how often it succeeded and how often it was `Busy`.
async fn at_once(db: &Db, times: usize, password: &'static str) -> (usize, usize) {
    let mut tasks = JoinSet::new();
    for _ in 0..times {
        let db = db.clone();
        tasks.spawn(async move { Member::authenticate(&db, ANN, &password.into()).await });
    }
    let (mut succeeded, mut busy) = (0, 0);
    for result in tasks.join_all().await {
        match result {
            Ok(found) => succeeded += usize::from(found.is_some()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Busy, "{error:?}");
                busy += 1;
            }
        }
    }
    (succeeded, busy)
}

for_each_engine! {
    async fn right_passwords_at_once_locked_each_other_out(engine) {
        let env = cheap(engine).await;
        Member::create(&env.db, member(ANN)).await.unwrap();
        // Three times as many as may fail.
        assert_eq!(at_once(&env.db, 300, RIGHT).await, (300, 0));
        assert_eq!(env.db.metrics().throttled, 0);
    }

    async fn wrong_passwords_at_once_are_no_more_than_may_fail(engine) {
        let env = with(engine, few()).await;
        Member::create(&env.db, member(ANN)).await.unwrap();
        assert_eq!(at_once(&env.db, 40, WRONG).await, (0, 0));
        // All of them were answered alike, and three of them were guesses.
        assert_eq!(env.db.metrics().throttled, 37);
        assert!(!signs_in(&env.db, ANN, RIGHT).await);
    }

    async fn sign_ins_that_were_busy_locked_the_account(engine) {
        let policy = PasswordPolicy::owasp().permits(1).queue(0, Duration::ZERO).failures(3, Duration::from_secs(600));
        let env = with(engine, policy).await;
        Member::create(&env.db, member(ANN)).await.unwrap();
        let (mut succeeded, mut busy) = (0, 0);
        while busy <= 3 {
            let (some, others) = at_once(&env.db, 20, RIGHT).await;
            assert_eq!(some + others, 20, "a right password was refused");
            succeeded += some;
            busy += others;
        }
        assert!(succeeded > 0);
        assert!(signs_in(&env.db, ANN, RIGHT).await);
        assert_eq!(env.db.metrics().throttled, 0);
    }

    async fn sign_ins_that_found_no_connection_locked_the_account(engine) {
        // A file of SQLite is read beside its writer.
        if engine.reads_beside_writer && engine.one_writer {
            return;
        }
        let env = TestEnv::bare(engine, |builder| builder.passwords(few()).acquire_timeout(Duration::from_millis(50))).await;
        env.db.create_all(&accounts()).await.unwrap();
        Member::create(&env.db, member(ANN)).await.unwrap();
        let held = occupied(&env.db).await;
        for _ in 0..5 {
            failed(ErrorKind::Timeout, Member::authenticate(&env.db, ANN, &RIGHT.into()).await);
        }
        drop(held);
        env.settled().await;
        assert!(signs_in(&env.db, ANN, RIGHT).await);
    }

    async fn a_password_that_was_reset_stayed_locked(engine) {
        let env = with(engine, few()).await;
        let db = &env.db;
        let secret = TokenSecret::generate().unwrap();
        let tokens = Tokens::builder("https://api.example.com", secret).build().unwrap();
        let ann = Member::create(db, member(ANN)).await.unwrap();
        lock(db).await;
        let mailed = tokens.issue(TokenKind::Reset, &ann).unwrap();
        let found = tokens.account::<Member>(TokenKind::Reset, db, mailed.expose()).await.unwrap();
        let patch = |password: &str| MemberUpdate { password: Set(Some(password.into())), ..Default::default() };
        let ann = found.update(db, patch(NEXT)).await.unwrap();
        assert!(signs_in(db, ANN, NEXT).await);

        // In whatever way it is written, also with the same text.
        let old = ann.hashed_password.clone().unwrap();
        Member::update_by_id(db, ann.id, patch(RIGHT)).await.unwrap();
        lock(db).await;
        Member::update_by_id(db, ann.id, patch(RIGHT)).await.unwrap();
        assert!(signs_in(db, ANN, RIGHT).await);
        lock(db).await;
        ann.import_password(db, old).await.unwrap();
        assert!(signs_in(db, ANN, NEXT).await);

        // By another process, too.
        let Some(other) = env.again(|builder| builder.passwords(few())).await else { return };
        Member::update_by_id(db, ann.id, patch(RIGHT)).await.unwrap();
        lock(db).await;
        Member::update_by_id(&other, ann.id, patch(NEXT)).await.unwrap();
        assert!(signs_in(db, ANN, NEXT).await);
    }

    async fn who_has_signed_in_is_told_of_the_limit_and_who_has_not_is_not(engine) {
        let env = with(engine, few()).await;
        let db = &env.db;
        let ann = Member::create(db, member(ANN)).await.unwrap();
        for _ in 0..3 {
            failed(ErrorKind::Unauthenticated, ann.change_password(db, &WRONG.into(), &NEXT.into()).await);
        }
        // The same count, and the same answer for the right password: a guess learns nothing from it.
        assert!(!signs_in(db, ANN, RIGHT).await);
        for current in [WRONG, RIGHT] {
            let error = failed(ErrorKind::Busy, ann.change_password(db, &current.into(), &NEXT.into()).await);
            assert!(error.to_string().contains("too many wrong passwords"), "{error}");
        }
        assert_eq!(Member::get(db, ann.id).await.unwrap(), ann);
    }
}
