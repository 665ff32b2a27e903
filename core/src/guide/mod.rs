//! The guide: one page for each subject, with examples that run.

#[doc = include_str!("tour.md")]
pub mod tour {}

#[doc = include_str!("queries.md")]
pub mod queries {}

#[doc = include_str!("pages.md")]
pub mod pages {}

#[doc = include_str!("scopes.md")]
pub mod scopes {}

#[doc = include_str!("views.md")]
pub mod views {}

#[doc = include_str!("deleted.md")]
pub mod deleted {}

#[doc = include_str!("hooks.md")]
pub mod hooks {}

#[doc = include_str!("sql.md")]
pub mod sql {}

#[cfg(feature = "auth")]
#[doc = include_str!("passwords.md")]
pub mod passwords {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("databases.md")]
pub mod databases {}

#[doc = include_str!("replicas.md")]
pub mod replicas {}

#[cfg(feature = "testing")]
#[doc = include_str!("testing.md")]
pub mod testing {}
