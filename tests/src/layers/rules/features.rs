//! Invariant: only `driver/mod.rs` and `db/from_pool.rs` name a database feature, so that the rest
//! is compiled once for all of them.

use crate::layers::tree::Tree;
use crate::layers::{Crate, Violation};

/// The Cargo features that bring a database.
const FEATURES: &[&str] = &["sqlite", "postgres", "mysql", "sqlx-sqlite"];

/// The files that choose by them.
const ALLOWED: &[&str] = &["core/src/driver/mod.rs", "core/src/db/from_pool.rs"];

/// Every `feature = "…"` of a database elsewhere.
pub fn check(_: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, tokens) in modules
        .production()
        .filter(|(path, _)| !ALLOWED.contains(path))
    {
        for window in tokens.windows(3) {
            let [name, equals, value] = window else {
                continue;
            };
            if let Some(feature) = value.string()
                && name.text == "feature"
                && equals.text == "="
                && FEATURES.contains(&feature)
            {
                let message = format!(
                    "names the database feature `{feature}`; only {} may",
                    ALLOWED.join(" and ")
                );
                violations.push(Violation::new(path, value.line, message));
            }
        }
    }
    violations
}
