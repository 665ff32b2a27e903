//! A field behind a feature, once with the feature on and once with it off.
#![deny(missing_docs, warnings)]
#![allow(unexpected_cfgs)]

use fivefold::prelude::*;

/// A row.
#[model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// There in this build.
    #[cfg(not(feature = "slim"))]
    #[field(len(..=80), default = "none".to_owned())]
    pub biography: String,
    /// Absent in this build.
    #[cfg(feature = "avatars")]
    #[field(url)]
    pub avatar: Option<String>,
}

fn main() {
    let UserUpdate { biography } = UserUpdate::default();
    assert!(biography.is_keep());
    assert_eq!(UserCreate::new().biography, "none");
}
