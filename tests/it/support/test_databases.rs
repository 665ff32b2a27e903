//! The location in which the SDK's test kit creates its databases: a server, a folder, or memory.

use std::path::Path;

use super::engine::Engine;
use super::test_server::Admin;

/// Returns the URL at which the test kit creates databases.
pub fn base_url(engine: &'static Engine, folder: &Path) -> String {
    match engine.server.and_then(|server| server()) {
        Some(server) => server.url.clone(),
        None if engine.kept => format!("sqlite:{}", folder.display()),
        None => "sqlite::memory:".to_owned(),
    }
}

/// Returns the administrator's connections to the server; `None` for an engine without a server.
pub fn admin_of(engine: &Engine) -> Option<&'static Admin> {
    Some(&engine.server.and_then(|server| server())?.admin)
}
