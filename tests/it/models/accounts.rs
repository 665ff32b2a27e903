//! A model that people sign in to.

use fivefold::prelude::*;
use fivefold::tokens::Session;

/// Someone who can sign in, in all the ways that a row can say no.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: Id<Member>,
    #[field(unique, login, email, len(..=255))]
    pub email: String,
    #[field(client, default = true, enabled)]
    pub is_active: bool,
    #[field(client, default = true, enabled)]
    pub is_verified: bool,
    #[field(server, default = false)]
    pub is_admin: bool,
    #[field(server, default = true, enabled)]
    pub is_unlocked: bool,
    #[field(client, default = Rank::Guest, role)]
    pub rank: Rank,
    #[field(input(password, len(8..=128)))]
    pub hashed_password: Option<PasswordHash>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// The role of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    Guest,
    Host,
}

/// A member who always has a password, and signs in with a name.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Robot {
    #[field(id)]
    pub number: i64,
    #[field(unique, login, len(1..=40))]
    pub name: String,
    #[field(input(password, len(8..=128)))]
    pub hashed_password: PasswordHash,
}

/// The tables of those who sign in.
pub fn accounts() -> fivefold::Schema {
    schema![Member, Robot, Session]
}
