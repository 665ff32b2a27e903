//! The row of those who write by hand.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

#[derive(Clone)]
pub(crate) struct BareUser {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) is_active: bool,
    pub(crate) is_superuser: bool,
    pub(crate) full_name: Option<String>,
    pub(crate) hashed_password: String,
    pub(crate) created_at: DateTime<Utc>,
}

pub(crate) const FULL_NAME: &str = "A Name";
pub(crate) const HASH: &str = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

pub(crate) fn email(name: &str, at: usize) -> String {
    format!("{name}-{at}@example.com")
}

pub(crate) fn new_user(name: &str, at: usize) -> BareUser {
    BareUser {
        id: Uuid::now_v7(),
        email: email(name, at),
        is_active: true,
        is_superuser: false,
        full_name: Some(FULL_NAME.into()),
        hashed_password: HASH.into(),
        created_at: Utc::now().trunc_subsecs(6),
    }
}

pub(crate) fn new_users(name: &str, rows: usize) -> Vec<BareUser> {
    (0..rows).map(|at| new_user(name, at)).collect()
}
