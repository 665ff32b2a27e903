//! The login of an account: one text, normalized and compared byte by byte.

use fivefold::prelude::*;

use super::{RIGHT, cheap, member, signs_in};
use crate::models::{Member, Robot, RobotCreate};
use crate::support::failed;

/// Pairs of addresses that look alike, or that some database takes for equal. No two of a pair are
/// one mailbox.
fn lookalikes() -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = [
        ("mike@example.org", "m\u{131}ke@example.org"),
        ("mike@example.org", "mike@example.org "),
        ("mike@example.org", " mike@example.org"),
        ("mike@example.org", "mike@example.org."),
        ("mike@example.org", "m\u{ed}ke@example.org"),
        ("mike@example.org", "m\u{ec}ke@example.org"),
        ("kim@example.org", "\u{212a}im@example.org"),
        ("strasse@example.org", "stra\u{df}e@example.org"),
        ("ann@strasse.example", "ann@stra\u{df}e.example"),
        ("ann@example.org", "\u{430}nn@example.org"),
        ("ann@example.org", "ann@ex\u{430}mple.org"),
        ("ann@example.org", "ann@example.org\u{0}"),
        ("ann@example.org", "ann\u{200b}@example.org"),
        ("ann@example.org", "a\u{0308}nn@example.org"),
        ("a_b@example.org", "axb@example.org"),
        ("a%@example.org", "ab@example.org"),
        ("ann@example.org", "ann+x@example.org"),
        ("a.nn@example.org", "ann@example.org"),
        ("oe@example.org", "\u{153}@example.org"),
        ("ae@example.org", "\u{e6}@example.org"),
    ]
    .map(|(one, other)| (one.to_owned(), other.to_owned()))
    .to_vec();
    for letter in ["a", "e", "i", "o", "u", "c", "n", "y", "z", "s"] {
        for mark in ["\u{301}", "\u{300}", "\u{308}", "\u{327}"] {
            pairs.push((
                format!("x{letter}x@example.org"),
                format!("x{letter}{mark}x@example.org"),
            ));
        }
    }
    assert_eq!(pairs.len(), 60);
    pairs
}

for_each_engine! {
    async fn sixty_lookalikes_open_no_door(engine) {
        let env = cheap(engine).await;
        for (one, other) in lookalikes() {
            let row = match Member::find_by(&env.db, Member::EMAIL, &one).await.unwrap() {
                Some(row) => row,
                None => Member::create(&env.db, member(&one)).await.unwrap(),
            };
            assert!(signs_in(&env.db, &one, RIGHT).await, "{one}");
            // Another account, or none.
            let found = Member::authenticate(&env.db, &other, &RIGHT.into()).await.unwrap();
            assert!(found.is_none_or(|found| found.id != row.id), "{other:?} is {one}");
        }
    }

    async fn spellings_of_one_mailbox_are_one_account(engine) {
        let env = cheap(engine).await;
        let ann = Member::create(&env.db, member("Ann@Example.COM")).await.unwrap();
        assert_eq!(ann.email, "ann@example.com");
        for spelling in ["ann@example.com", "ANN@EXAMPLE.COM", "aNN@eXample.com"] {
            assert!(signs_in(&env.db, spelling, RIGHT).await, "{spelling}");
            let found = Member::find_by(&env.db, Member::EMAIL, spelling).await.unwrap();
            assert_eq!(found.map(|found| found.id), Some(ann.id), "{spelling}");
            failed(ErrorKind::Conflict, Member::create(&env.db, member(spelling)).await);
        }
        let idn = Member::create(&env.db, member("x@m\u{fc}nchen.example")).await.unwrap();
        assert_eq!(idn.email, "x@xn--mnchen-3ya.example");
        for spelling in ["x@m\u{fc}nchen.example", "X@M\u{dc}NCHEN.example", "x@mu\u{308}nchen.example", "x@xn--mnchen-3ya.example"] {
            assert!(signs_in(&env.db, spelling, RIGHT).await, "{spelling}");
        }
        // A change is brought into the form as well.
        let patch = crate::models::MemberUpdate { email: Set("Bob@Example.com".into()), ..Default::default() };
        assert_eq!(ann.update(&env.db, patch).await.unwrap().email, "bob@example.com");
    }

    async fn a_login_that_is_no_address_is_compared_as_it_is(engine) {
        let env = cheap(engine).await;
        Robot::create(&env.db, RobotCreate::new(1, "R2", RIGHT)).await.unwrap();
        for (name, is_found) in [("R2", true), ("r2", false), ("R 2", false), ("\u{211b}2", false), ("R2\0", false), ("' OR 1=1 --", false)] {
            let found = Robot::authenticate(&env.db, name, &RIGHT.into()).await.unwrap();
            assert_eq!(found.is_some(), is_found, "{name:?}");
        }
    }

    async fn a_login_that_failed_a_hundred_times_is_refused_for_a_while(engine) {
        let window = std::time::Duration::from_secs(600);
        let policy = fivefold::auth::PasswordPolicy::insecure_for_tests().failures(100, window);
        let env = crate::sign_in::with(engine, policy).await;
        let db = &env.db;
        let ann = Member::create(db, member("ann@example.com")).await.unwrap();
        let cost = async |email: &str, password: &str| {
            fivefold::testing::kdf_calls(db);
            let before = db.metrics().statements;
            let is_in = signs_in(db, email, password).await;
            (is_in, db.metrics().statements - before, fivefold::testing::kdf_calls(db))
        };
        // Failures are forgotten by who gets in.
        let wrong = cost("ann@example.com", "a wrong horse").await;
        assert!(signs_in(db, "ann@example.com", RIGHT).await);
        for email in ["ann@example.com", "nobody@example.com"] {
            for _ in 0..100 {
                assert!(!signs_in(db, email, "a wrong horse").await);
            }
            // The right password as well, at the same cost, whether there is an account or not.
            assert_eq!(cost(email, RIGHT).await, wrong);
            assert_eq!(cost(&email.to_uppercase(), RIGHT).await, wrong);
        }
        assert_eq!(db.metrics().throttled, 4);
        failed(ErrorKind::Busy, ann.change_password(db, &RIGHT.into(), &"another horse".into()).await);
        // The control: without an expiry no login is refused.
        let policy = fivefold::auth::PasswordPolicy::insecure_for_tests().failures(u32::MAX, window);
        let env = crate::sign_in::with(engine, policy).await;
        Member::create(&env.db, member("ann@example.com")).await.unwrap();
        for _ in 0..101 {
            assert!(!signs_in(&env.db, "ann@example.com", "a wrong horse").await);
        }
        assert!(signs_in(&env.db, "ann@example.com", RIGHT).await);
    }
}
