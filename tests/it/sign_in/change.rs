//! Changing one's password.

use fivefold::prelude::*;

use super::{RIGHT, cheap, member, new_policy, old_policy, signs_in, with};
use crate::models::{Member, Robot, RobotCreate};
use crate::support::{failed, validation_codes};

const NEXT: &str = "another horse";

for_each_engine! {
    async fn the_new_one_counts_and_the_old_one_does_not(engine) {
        let env = cheap(engine).await;
        let db = &env.db;
        let ann = Member::create(db, member("ann@example.com")).await.unwrap();
        let changed = ann.change_password(db, &RIGHT.into(), &NEXT.into()).await.unwrap();
        assert_eq!(changed, Member::get(db, ann.id).await.unwrap());
        assert!(changed.updated_at > ann.updated_at);
        assert!(signs_in(db, "ann@example.com", NEXT).await);
        assert!(!signs_in(db, "ann@example.com", RIGHT).await);
        let error = failed(ErrorKind::Unauthenticated, changed.change_password(db, &RIGHT.into(), &"a third horse".into()).await);
        assert!(!error.to_string().contains("horse"), "{error}");
        changed.change_password(db, &NEXT.into(), &"a third horse".into()).await.unwrap();
        assert!(signs_in(db, "ann@example.com", "a third horse").await);
    }

    async fn the_right_password_was_wrong_for_a_row_that_was_read_before_it_changed(engine) {
        let env = cheap(engine).await;
        let db = &env.db;
        let ann = Member::create(db, member("ann@example.com")).await.unwrap();
        ann.change_password(db, &RIGHT.into(), &NEXT.into()).await.unwrap();
        // The row in hand has the hash of before.
        failed(ErrorKind::Unauthenticated, ann.change_password(db, &RIGHT.into(), &"a third horse".into()).await);
        ann.change_password(db, &NEXT.into(), &"a third horse".into()).await.unwrap();
        assert!(signs_in(db, "ann@example.com", "a third horse").await);
        assert!(!signs_in(db, "ann@example.com", NEXT).await);
    }

    async fn a_wrong_one_and_a_weak_one_change_nothing(engine) {
        let env = cheap(engine).await;
        let db = &env.db;
        let ann = Member::create(db, member("ann@example.com")).await.unwrap();
        failed(ErrorKind::Unauthenticated, ann.change_password(db, &"a wrong horse".into(), &NEXT.into()).await);
        failed(ErrorKind::Unauthenticated, ann.change_password(db, &"x".repeat(1_025).as_str().into(), &NEXT.into()).await);
        for (weak, code) in [("short", "length"), ("password1", "common")] {
            let error = failed(ErrorKind::Validation, ann.change_password(db, &RIGHT.into(), &weak.into()).await);
            assert_eq!(error.field(), Some("password"));
            assert_eq!(validation_codes(&error)["password"], [code]);
        }
        assert_eq!(Member::get(db, ann.id).await.unwrap(), ann);
        ann.clone().delete(db).await.unwrap();
        failed(ErrorKind::NotFound, ann.change_password(db, &RIGHT.into(), &NEXT.into()).await);
        let none = Member::create(db, crate::models::MemberCreate::new("bob@example.com")).await.unwrap();
        failed(ErrorKind::Unauthenticated, none.change_password(db, &RIGHT.into(), &NEXT.into()).await);
    }

    async fn a_hash_that_signing_in_replaced_is_looked_at_again(engine) {
        let old = with(engine, old_policy()).await;
        let Some(db) = old.again(|builder| builder.passwords(new_policy())).await else { return };
        let ann = Member::create(&old.db, member("ann@example.com")).await.unwrap();
        assert!(signs_in(&db, "ann@example.com", RIGHT).await);
        let row = Member::get(&db, ann.id).await.unwrap();
        assert_ne!(row.hashed_password, ann.hashed_password);
        assert_eq!(row.updated_at, ann.updated_at, "signing in is no change");
        ann.change_password(&db, &RIGHT.into(), &NEXT.into()).await.unwrap();
        assert!(signs_in(&db, "ann@example.com", NEXT).await);
    }

    async fn an_old_hash_is_replaced_once_and_a_failure_of_that_is_not_the_callers(engine) {
        let env = with(engine, new_policy()).await;
        let robot = Robot::create(&env.db, RobotCreate::new(7, "r2", RIGHT)).await.unwrap();
        let old = robot.hashed_password.clone();
        // Made by Python's bcrypt, and not accepted: the sign-in fails, and the operator sees a
        // counter.
        robot.import_password(&env.db, PasswordHash::from_phc("$2b$04$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby")).await.unwrap();
        let before = env.db.metrics().unusable_hashes;
        assert_eq!(Robot::authenticate(&env.db, "r2", &"correct horse battery staple".into()).await.unwrap(), None);
        assert_eq!(env.db.metrics().unusable_hashes - before, 1);
        robot.import_password(&env.db, old.clone()).await.unwrap();
        let found = Robot::authenticate(&env.db, "r2", &RIGHT.into()).await.unwrap().unwrap();
        assert_eq!(found.hashed_password, old, "it is not an old one");
    }

    async fn a_new_password_has_a_length_by_default_and_an_older_one_still_signs_in(engine) {
        let env = cheap(engine).await;
        let db = &env.db;
        db.create_all(&schema![Lodger]).await.unwrap();
        let (long, longest) = ("x9".repeat(65), "x9".repeat(64));
        for refused in ["", "q7!x-z2", &long] {
            let error = failed(ErrorKind::Validation, Lodger::create(db, LodgerCreate::new("ann", refused)).await);
            assert_eq!(validation_codes(&error)["password"], ["length"]);
        }
        Lodger::create(db, LodgerCreate::new("eve", longest.as_str())).await.unwrap();

        // The rows of an application that had another rule before.
        for (nick, older) in [("bob", "q7!x"), ("zoe", &long)] {
            FormerLodger::create(db, FormerLodgerCreate::new(nick, older)).await.unwrap();
            let found = Lodger::authenticate(db, nick, &Password::from(older)).await.unwrap();
            assert_eq!(found.unwrap().nick, nick);
        }
    }
}

/// Its definition says nothing about the length of passwords.
#[model(table = "sign_in_lodger")]
#[derive(Debug, Clone)]
pub struct Lodger {
    pub id: Id<Lodger>,
    #[field(unique, login, len(..=40))]
    pub nick: String,
    #[field(input(password))]
    pub hash: PasswordHash,
}

/// The same table, with another rule.
#[model(table = "sign_in_lodger")]
#[derive(Debug, Clone)]
pub struct FormerLodger {
    pub id: Id<FormerLodger>,
    #[field(unique, login, len(..=40))]
    pub nick: String,
    #[field(input(password, len(..=1000)))]
    pub hash: PasswordHash,
}
