//! Passwords and sign-in: the stored form, accepted logins, and that a failed sign-in does not
//! reveal its reason.

mod change;
mod classes;
mod forms;
mod logins;
mod races;
mod stored;
mod throttle;

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;

use crate::models::{Member, MemberCreate, accounts};
use crate::support::{Engine, TestEnv};

const RIGHT: &str = "a horse, correct";

/// A database whose hashes are cheap.
async fn cheap(engine: &'static Engine) -> TestEnv {
    with(engine, PasswordPolicy::insecure_for_tests()).await
}

/// A database with this policy.
async fn with(engine: &'static Engine, policy: PasswordPolicy) -> TestEnv {
    let env = TestEnv::bare(engine, |builder| builder.passwords(policy)).await;
    env.db.create_all(&accounts()).await.unwrap();
    env
}

/// Hashes of the policy before, weaker than those of [`new_policy`].
fn old_policy() -> PasswordPolicy {
    PasswordPolicy::insecure_for_tests()
}

/// A policy that accepts the old hashes, and replaces them: a pepper was added.
fn new_policy() -> PasswordPolicy {
    let policy = PasswordPolicy::insecure_for_tests();
    policy.pepper("new", [7; 16]).unwrap()
}

fn member(email: &str) -> MemberCreate {
    MemberCreate {
        password: Some(RIGHT.into()),
        ..MemberCreate::new(email)
    }
}

async fn signs_in(db: &Db, email: &str, password: &str) -> bool {
    let found = Member::authenticate(db, email, &Password::from(password));
    found.await.unwrap().is_some()
}
