//! An account that signs in, in a database that costs next to nothing.

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const LOGIN: &str = "ann@example.com";

#[model]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email, len(..=255))]
    pub email: String,
    #[field(input(password, len(8..=128)))]
    pub hashed_password: PasswordHash,
}

/// A policy, with what Argon2id is told: KiB, passes, lanes.
type Policy = (&'static str, fn() -> PasswordPolicy, [u32; 3]);

pub(crate) const POLICIES: [Policy; 2] = [
    ("rfc9106", PasswordPolicy::rfc9106, [65_536, 3, 4]),
    ("owasp", PasswordPolicy::owasp, [19_456, 2, 1]),
];

/// A database in memory with one account.
pub(crate) async fn open(policy: PasswordPolicy) -> Db {
    let db = Db::builder("sqlite::memory:")
        .passwords(policy)
        .connect()
        .await
        .unwrap();
    db.create_all(&schema![User]).await.unwrap();
    User::create(&db, UserCreate::new(LOGIN, PASSWORD))
        .await
        .unwrap();
    db
}

/// Signs in with a wrong password.
pub(crate) async fn fail(db: &Db) {
    let found = User::authenticate(db, LOGIN, &Password::from("a wrong one"));
    assert!(found.await.unwrap().is_none());
}

pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
