//! Where the test kit makes its places: the server of an engine, a folder, or memory.

use std::path::Path;

use super::engine::Engine;
use super::home::Admin;

/// Returns the URL at which places are made.
pub fn base_of(engine: &'static Engine, folder: &Path) -> String {
    match engine.home.and_then(|home| home()) {
        Some(home) => home.url.clone(),
        None if engine.kept => format!("sqlite:{}", folder.display()),
        None => "sqlite::memory:".to_owned(),
    }
}

/// Returns the server, and a query for the names of all places on it; none for an engine without one.
pub fn admin_of(engine: &Engine) -> Option<(&'static Admin, &'static str)> {
    let admin = &engine.home.and_then(|home| home())?.admin;
    let names = match admin {
        Admin::Postgres(_) => "SELECT nspname::text FROM pg_namespace",
        Admin::MariaDb(_) => "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata",
    };
    Some((admin, names))
}
