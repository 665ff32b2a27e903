//! The stored form of a password.

use fivefold::prelude::*;

use super::{RIGHT, cheap, member, signs_in};
use crate::models::{Member, MemberCreate, MemberUpdate, Robot, RobotCreate, RobotUpdate};
use crate::support::{failed, validation_codes};

fn hash(member: &Member) -> &str {
    member
        .hashed_password
        .as_ref()
        .map_or("", PasswordHash::expose)
}

for_each_engine! {
    async fn every_write_hashes_its_password(engine) {
        let env = cheap(engine).await;
        let db = &env.db;
        let before = db.metrics().statements;
        let ann = Member::create(db, member("ann@example.com")).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);
        assert!(hash(&ann).starts_with("$argon2id$v=19$m=512,t=1,p=1$"), "{}", hash(&ann));
        // The returned row equals the stored row.
        assert_eq!(Member::get(db, ann.id).await.unwrap(), ann);

        let many = Member::create_many(db, [member("bob@example.com"), member("cid@example.com")]).await.unwrap();
        assert_ne!(hash(&many[0]), hash(&many[1]), "two salts");
        for email in ["ann", "bob", "cid"] {
            assert!(signs_in(db, &format!("{email}@example.com"), RIGHT).await);
        }

        let patch = |password: &str| MemberUpdate { password: Set(Some(password.into())), ..Default::default() };
        let ann = ann.update(db, patch("another horse")).await.unwrap();
        assert!(signs_in(db, "ann@example.com", "another horse").await);
        let before = ann.clone();
        let ann = Member::update_by_id(db, ann.id, patch("a third horse")).await.unwrap();
        assert!(ann.updated_at > before.updated_at);
        assert!(signs_in(db, "ann@example.com", "a third horse").await);
        assert!(!signs_in(db, "ann@example.com", "another horse").await);

        // A patch that keeps it leaves the hash alone.
        let same = ann.clone().update(db, MemberUpdate { is_verified: Set(true), ..Default::default() }).await.unwrap();
        assert_eq!(same.hashed_password, ann.hashed_password);
        let none = same.update(db, MemberUpdate { password: Set(None), ..Default::default() }).await.unwrap();
        assert_eq!(none.hashed_password, None);
        assert!(!signs_in(db, "ann@example.com", "a third horse").await);
    }

    async fn a_transaction_hashes_as_well(engine) {
        let env = cheap(engine).await;
        let created = env.db.transaction(async |tx| Robot::create(tx, RobotCreate::new(1, "r2", RIGHT)).await).await.unwrap();
        let found = Robot::authenticate(&env.db, "r2", &RIGHT.into()).await.unwrap();
        assert_eq!(found, Some(created));
        let patch = || RobotUpdate { password: Set("another horse".into()), ..Default::default() };
        let undone = env.db.transaction(async |tx| {
            Robot::update_by_id(tx, 1, patch()).await?;
            Robot::get(tx, 2).await
        }).await;
        failed(ErrorKind::NotFound, undone);
        assert!(Robot::authenticate(&env.db, "r2", &RIGHT.into()).await.unwrap().is_some());
        env.db.transaction(async |tx| Robot::update_by_id(tx, 1, patch()).await).await.unwrap();
        assert!(Robot::authenticate(&env.db, "r2", &"another horse".into()).await.unwrap().is_some());
    }

    async fn rules_and_the_blocklist_check_the_plain_password(engine) {
        let env = cheap(engine).await;
        for (password, code) in [("short", "length"), ("password1", "common"), (&*"x".repeat(129), "length"), (&*"\u{fc}".repeat(7), "length")] {
            let input = MemberCreate { password: Some(password.into()), ..MemberCreate::new("ann@example.com") };
            let error = Member::create(&env.db, input).await.unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Validation, Some("password")), "{password}");
            assert_eq!(validation_codes(&error)["password"], [code]);
            assert!(!format!("{error}{error:?}{:?}", error.fields()).contains(password));
        }
        assert_eq!(Member::count(&env.db).await.unwrap(), 0);
        // Length is in characters, and up to the rule's own end.
        for (at, password) in ["\u{fc}".repeat(8), "x".repeat(128), "\u{1f40e}".repeat(128)].into_iter().enumerate() {
            let input = MemberCreate { password: Some(password.as_str().into()), ..MemberCreate::new(format!("{at}@example.com")) };
            Member::create(&env.db, input).await.unwrap();
            assert!(signs_in(&env.db, &format!("{at}@example.com"), &password).await);
        }
    }

    async fn bodies_hold_passwords_and_answers_do_not(engine) {
        let env = cheap(engine).await;
        let body = r#"{"email": "ann@example.com", "password": "a horse, correct"}"#;
        let input: MemberCreate = serde_json::from_str(body).unwrap();
        assert!(!format!("{input:?}").contains("horse"));
        let ann = Member::create(&env.db, input).await.unwrap();
        assert!(!format!("{ann:?}").contains("argon2"));
        let answer = serde_json::to_string(&crate::models::MemberPublic::from(&ann)).unwrap();
        assert!(!answer.contains("argon2") && !answer.contains("password"), "{answer}");
        for body in [
            r#"{"email": "bob@example.com", "hashed_password": "$argon2id$"}"#,
            r#"{"email": "bob@example.com", "password": "a horse, correct", "is_unlocked": false}"#,
            r#"{"email": "bob@example.com", "password": 12345678}"#,
            r#"{"email": "bob@example.com", "password": ["CANARY-7f3a"]}"#,
        ] {
            let error = serde_json::from_str::<MemberCreate>(body).unwrap_err();
            assert!(!error.to_string().contains("CANARY"), "{error}");
            assert!(!error.to_string().contains("12345678"), "{error}");
        }
        // A robot has to have a password.
        let error = serde_json::from_str::<RobotCreate>(r#"{"number": 1, "name": "r2"}"#).unwrap_err();
        assert!(error.to_string().starts_with("missing field `password`"), "{error}");
    }
}
