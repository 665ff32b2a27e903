//! Sixteen kinds of accounts that do not get in, and nothing that tells them apart.

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;
use fivefold::testing::{Fault, KdfCall, kdf_calls};

use super::{RIGHT, member, with};
use crate::models::{Member, MemberServer, MemberUpdate};
use crate::support::{Engine, TestEnv};

/// An account, and the login and password of a failed sign-in.
#[derive(Clone)]
struct Class {
    name: &'static str,
    login: String,
    typed: &'static str,
}

/// The policies: one scheme, two, and four.
fn registries() -> Vec<PasswordPolicy> {
    let cheap = PasswordPolicy::insecure_for_tests;
    vec![
        cheap(),
        cheap().accept(PasswordPolicy::owasp()),
        cheap()
            .accept(PasswordPolicy::owasp())
            .accept(PasswordPolicy::argon2id(20_000, 2, 2).unwrap())
            .accept_bcrypt(4)
            .unwrap(),
    ]
}

/// Stores an account for each class.
async fn classes(env: &TestEnv) -> Vec<Class> {
    let db = &env.db;
    let stored = |text: &str| Some(PasswordHash::from_phc(text));
    let mut classes = vec![
        Class {
            name: "unknown",
            login: "nobody@example.com".into(),
            typed: "a wrong horse",
        },
        Class {
            name: "identifier that fails validation",
            login: "no \u{0} address".into(),
            typed: "a wrong horse",
        },
        Class {
            name: "empty identifier",
            login: String::new(),
            typed: "a wrong horse",
        },
    ];
    let salt_and_tag = "$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    let argon = |parameters: &str| stored(&format!("$argon2id$v=19${parameters}{salt_and_tag}"));
    let bcrypt = stored("$2b$04$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby");
    let accounts = [
        ("known, wrong", "a wrong horse", None),
        ("known, of another length", "x", None),
        ("inactive, wrong", "a wrong horse", None),
        ("inactive, right", RIGHT, None),
        ("locked, right", RIGHT, None),
        ("unverified, right", RIGHT, None),
        ("password null", "a wrong horse", Some(None)),
        (
            "malformed",
            "a wrong horse",
            Some(stored("$argon2id$v=19$m=512")),
        ),
        (
            "unknown algorithm",
            "a wrong horse",
            Some(stored("$scrypt$ln=15$c2FsdA$aGFzaA")),
        ),
        ("weaker legacy", "a wrong horse", Some(bcrypt)),
        (
            "stronger legacy",
            "a wrong horse",
            Some(argon("m=20000,t=2,p=2")),
        ),
        ("legacy", "a wrong horse", Some(argon("m=19456,t=2,p=1"))),
        (
            "over the cap",
            "a wrong horse",
            Some(argon("m=4294967295,t=3,p=4")),
        ),
    ];
    for (at, (name, typed, hash)) in accounts.into_iter().enumerate() {
        let login = format!("class-{at:02}@example.com");
        let server = MemberServer {
            is_unlocked: !name.starts_with("locked"),
            is_admin: false,
        };
        let row = Member::create(db, member(&login).with(server))
            .await
            .unwrap();
        if let Some(hash) = hash {
            store(env, &row, hash).await;
        }
        let patch = MemberUpdate {
            is_active: if name.starts_with("inactive") {
                Set(false)
            } else {
                Keep
            },
            is_verified: if name.starts_with("unverified") {
                Set(false)
            } else {
                Keep
            },
            ..Default::default()
        };
        Member::update_by_id(db, row.id, patch).await.unwrap();
        classes.push(Class { name, login, typed });
    }
    assert_eq!(classes.len(), 16);
    classes
}

/// Puts a hash into a row that another library made.
async fn store(env: &TestEnv, row: &Member, hash: Option<PasswordHash>) {
    match hash {
        None => {
            let patch = MemberUpdate {
                password: Set(None),
                ..Default::default()
            };
            Member::update_by_id(&env.db, row.id, patch).await.unwrap();
        }
        Some(hash) => {
            row.import_password(&env.db, hash).await.unwrap();
        }
    }
}

/// The result of one attempt: its outcome, the statements, and the calls of hash functions.
#[derive(Debug, Clone, PartialEq)]
struct Trace {
    outcome: String,
    statements: u64,
    opened: u64,
    calls: Vec<KdfCall>,
}

async fn trace(db: &Db, class: &Class) -> Trace {
    kdf_calls(db);
    let before = db.metrics();
    let outcome = Member::authenticate(db, &class.login, &class.typed.into()).await;
    let after = db.metrics();
    Trace {
        outcome: format!("{outcome:?}"),
        statements: after.statements - before.statements,
        opened: after.opened - before.opened,
        calls: kdf_calls(db),
    }
}

/// Tries every class, and returns those that differ from the first.
async fn different(engine: &'static Engine, policy: PasswordPolicy, schemes: usize) -> Vec<String> {
    let env = with(engine, policy).await;
    let classes = classes(&env).await;
    let rows = Member::list(&env.db, ..).await.unwrap();
    let first = trace(&env.db, &classes[0]).await;
    let mut different = Vec::new();
    for class in &classes {
        let trace = trace(&env.db, class).await;
        if trace != first {
            different.push(format!("{}: {trace:?}", class.name));
        }
    }
    if schemes > 0 {
        assert_eq!(first.outcome, "Ok(None)");
        assert_eq!((first.statements, first.calls.len()), (1, schemes));
    }
    // No row was written, whichever account it was.
    assert_eq!(Member::list(&env.db, ..).await.unwrap(), rows);
    different
}

for_each_engine! {
    async fn sixteen_classes_are_one_under_three_registries(engine) {
        for (policy, schemes) in registries().into_iter().zip([1, 2, 4]) {
            assert_eq!(different(engine, policy, schemes).await, [""; 0]);
        }
    }

    async fn planted_faults_are_seen(engine) {
        for fault in [
            Fault::NoDummy, Fault::OtherParameters, Fault::UnparsableDummy, Fault::SkipOnNull,
            Fault::EarlyInactive, Fault::EarlyLength, Fault::CountsKnown, Fault::OneScheme,
        ] {
            let policy = PasswordPolicy::insecure_for_tests().accept_bcrypt(4).unwrap().with_fault(fault);
            assert!(!different(engine, policy, 0).await.is_empty(), "{fault:?} was not seen");
        }
    }

    async fn a_password_that_is_too_long_is_refused_before_anything_is_looked_up(engine) {
        let env = with(engine, PasswordPolicy::insecure_for_tests()).await;
        let long = "x".repeat(1_024);
        Member::create(&env.db, member("ann@example.com")).await.unwrap();
        let lengths = [0, 1, 7, 8, 14, 15, 64, 71, 72, 73, 128, 255, 256, 1_023, 1_024, 1_025, 4_096, 1 << 20];
        for length in lengths {
            let typed = Password::from("x".repeat(length));
            let mut seen = Vec::new();
            for login in ["ann@example.com", "nobody@example.com"] {
                kdf_calls(&env.db);
                let before = env.db.metrics().statements;
                assert_eq!(Member::authenticate(&env.db, login, &typed).await.unwrap(), None);
                seen.push((env.db.metrics().statements - before, kdf_calls(&env.db)));
            }
            assert_eq!(seen[0], seen[1], "{length}");
            assert_eq!(seen[0].1.len(), usize::from(length <= long.len()), "{length}");
        }
    }

    async fn a_login_of_a_megabyte_was_worked_on(engine) {
        let env = with(engine, PasswordPolicy::insecure_for_tests()).await;
        let host = format!("{}.", "\u{fc}".repeat(50)).repeat(12_000);
        for (login, is_looked_up) in [
            (format!("ann@{host}example"), false),
            ("x".repeat(4_097), false),
            ("x".repeat(4_096), true),
        ] {
            kdf_calls(&env.db);
            let before = env.db.metrics().statements;
            assert_eq!(Member::authenticate(&env.db, &login, &RIGHT.into()).await.unwrap(), None);
            assert_eq!(env.db.metrics().statements - before, u64::from(is_looked_up));
            assert_eq!(kdf_calls(&env.db).len(), usize::from(is_looked_up));
        }
    }

    async fn a_password_in_another_form_costs_the_same_for_every_account(engine) {
        let env = with(engine, registries().remove(2)).await;
        let classes = classes(&env).await;
        // Not in the form NFC: it is checked as it is, too.
        let typed = Class { typed: "a wron\u{301}g horse", ..classes[0].clone() };
        let first = trace(&env.db, &typed).await;
        assert_eq!((first.statements, first.calls.len()), (1, 8));
        for class in &classes {
            let class = Class { typed: typed.typed, ..class.clone() };
            assert_eq!(trace(&env.db, &class).await, first, "{}", class.name);
        }
    }
}
