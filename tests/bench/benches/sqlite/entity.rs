//! The user of the design, with the hash as plain text: it is stored here, not made.

use fivefold::prelude::*;

#[model]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
    #[field(unique, len(..=255))]
    pub email: String,
    #[field(default = true)]
    pub is_active: bool,
    #[field(default = false)]
    pub is_superuser: bool,
    #[field(len(..=255))]
    pub full_name: Option<String>,
    pub hashed_password: String,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
}
