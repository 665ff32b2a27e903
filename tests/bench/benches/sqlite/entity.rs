//! The user of the design, with the hash as plain text: it is stored here, not made.

use fivefold::prelude::*;

#[model(has_many(items: Item::OWNER_ID))]
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: Id<User>,
    #[field(unique, len(..=255))]
    pub(crate) email: String,
    #[field(default = true)]
    pub(crate) is_active: bool,
    #[field(default = false)]
    pub(crate) is_superuser: bool,
    #[field(len(..=255))]
    pub(crate) full_name: Option<String>,
    pub(crate) hashed_password: String,
    #[field(auto)]
    pub(crate) created_at: DateTime<Utc>,
}

/// Ten of them belong to each of the first hundred users.
#[allow(dead_code, reason = "the benchmark of the servers has none")]
#[model]
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) id: Id<Item>,
    #[field(len(1..=255))]
    pub(crate) title: String,
    #[field(len(..=255))]
    pub(crate) description: Option<String>,
    #[field(on_delete = cascade)]
    pub(crate) owner_id: Id<User>,
}
