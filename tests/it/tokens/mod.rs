//! Tokens over accounts that change.

mod identity;
mod sessions;

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;
use fivefold::tokens::{TokenKind, TokenSecret, Tokens};

use crate::models::{Member, MemberCreate, MemberServer, MemberUpdate, Rank, accounts};
use crate::support::{Engine, TestEnv, failed};

const PASSWORD: &str = "a horse, correct";

/// The number of tokens tried for each event.
const TOKENS: usize = 250;

fn tokens() -> Tokens {
    let secret = TokenSecret::from_base64("TIaI5UYGh6Q6aiFlmNavXyTkRePzXLGjfxBGCCjVZiQ=").unwrap();
    Tokens::builder("https://api.example.com", secret)
        .build()
        .unwrap()
}

async fn env(engine: &'static Engine) -> TestEnv {
    let policy = PasswordPolicy::insecure_for_tests();
    let env = TestEnv::bare(engine, |builder| builder.passwords(policy)).await;
    env.db.create_all(&accounts()).await.unwrap();
    env
}

async fn member(db: &Db, email: &str) -> Member {
    let input = MemberCreate {
        password: Some(PASSWORD.into()),
        ..MemberCreate::new(email)
    };
    let server = MemberServer {
        is_admin: false,
        is_unlocked: true,
    };
    Member::create(db, input.with(server)).await.unwrap()
}

/// An event that makes the tokens of an account void.
#[derive(Debug, Clone, Copy)]
enum Event {
    Password,
    Disabled,
    Role,
    Admin,
    Deleted,
}

async fn happen(db: &Db, member: Member, event: Event) {
    match event {
        Event::Password => {
            member
                .change_password(db, &PASSWORD.into(), &"another horse".into())
                .await
                .unwrap();
        }
        Event::Disabled => {
            let patch = MemberUpdate {
                is_active: Set(false),
                ..Default::default()
            };
            member.update(db, patch).await.unwrap();
        }
        Event::Role => {
            let patch = MemberUpdate {
                rank: Set(Rank::Host),
                ..Default::default()
            };
            member.update(db, patch).await.unwrap();
        }
        Event::Admin => {
            member.update(db, Member::IS_ADMIN.set(true)).await.unwrap();
        }
        Event::Deleted => member.delete(db).await.unwrap(),
    }
}

for_each_engine! {
    async fn every_token_is_void_after_an_account_change(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        for (at, event) in [Event::Password, Event::Disabled, Event::Role, Event::Admin, Event::Deleted].into_iter().enumerate() {
            let ann = member(db, &format!("{at}@example.com")).await;
            let texts: Vec<String> = (0..TOKENS).map(|_| tokens.access(&ann).unwrap().access_token).collect();
            let before = db.metrics().statements;
            assert_eq!(tokens.user::<Member>(db, &texts[0]).await.unwrap(), ann);
            assert_eq!(db.metrics().statements - before, 1);
            happen(db, ann, event).await;
            for text in &texts {
                failed(ErrorKind::Unauthenticated, tokens.user::<Member>(db, text).await);
                // By itself the token is what it was.
                assert!(tokens.verify_access::<Member>(text).is_ok());
            }
        }
    }

    async fn unrelated_changes_void_no_token(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = member(db, "ann@example.com").await;
        let text = tokens.access(&ann).unwrap().access_token;
        let patch = MemberUpdate { email: Set("bob@example.com".into()), is_active: Set(true), ..Default::default() };
        ann.update(db, patch).await.unwrap();
        let found = tokens.user::<Member>(db, &text).await.unwrap();
        assert_eq!(found.email, "bob@example.com");
        // Signing in does not either.
        Member::authenticate(db, "bob@example.com", &PASSWORD.into()).await.unwrap().unwrap();
        tokens.user::<Member>(db, &text).await.unwrap();
    }

    async fn a_mailed_token_is_good_for_one_new_password(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = member(db, "ann@example.com").await;
        let mailed = tokens.issue(TokenKind::Reset, &ann).unwrap();
        failed(ErrorKind::Unauthenticated, tokens.user::<Member>(db, mailed.expose()).await);
        let found = tokens.account::<Member>(TokenKind::Reset, db, mailed.expose()).await.unwrap();
        let patch = MemberUpdate { password: Set(Some("another horse".into())), ..Default::default() };
        found.update(db, patch).await.unwrap();
        failed(ErrorKind::Unauthenticated, tokens.account::<Member>(TokenKind::Reset, db, mailed.expose()).await);
        assert!(Member::authenticate(db, "ann@example.com", &"another horse".into()).await.unwrap().is_some());
    }

    async fn a_token_that_is_invalid_by_itself_sends_no_statement(engine) {
        let env = env(engine).await;
        let before = env.db.metrics().statements;
        for text in ["", "a.b.c", "x".repeat(9_000).as_str()] {
            failed(ErrorKind::Unauthenticated, tokens().user::<Member>(&env.db, text).await);
        }
        assert_eq!(env.db.metrics().statements, before);
    }
}
