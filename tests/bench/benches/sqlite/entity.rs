//! The user of the design, with the hash as plain text: it is stored here, not made.

use fivefold::prelude::*;

#[model]
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
